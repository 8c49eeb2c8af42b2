#pragma once

#include "tools/report/page_assets.hpp"

namespace basis {

/// The pages and the chart library, embedded when the program was built.
ReportAssets report_assets();   ///< `report.html` of a run
ReportAssets compare_assets();  ///< `compare.html`
ReportAssets sweep_assets();    ///< `sweep.html`, which has no charts

}  // namespace basis

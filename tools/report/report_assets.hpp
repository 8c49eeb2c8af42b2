#pragma once

#include "core/results/page_assets.hpp"

namespace basis {

/// The pages and the chart library, embedded when basis was built.
ReportAssets report_assets();   ///< `report.html` of a run
ReportAssets compare_assets();  ///< `compare.html`
ReportAssets sweep_assets();    ///< `sweep.html`, which has no charts

}  // namespace basis

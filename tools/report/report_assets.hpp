#pragma once

#include "core/results/report.hpp"

namespace basis {

/// The page of `report.html` and the chart library, embedded when basis was built.
ReportAssets report_assets();

}  // namespace basis

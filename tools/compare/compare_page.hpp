#pragma once

#include <span>
#include <string>

#include "tools/compare/compared_result.hpp"
#include "tools/report/page_assets.hpp"

namespace basis {

/// `compare.html`: growth of capital and drawdown of all results over one time axis, and the table.
/// The page needs no network; the same results give the same bytes. There is at least one result.
std::string compare_page(const ReportAssets& assets, std::span<const ComparedResult> results);

}  // namespace basis

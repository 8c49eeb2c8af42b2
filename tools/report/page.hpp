#pragma once

#include <string>

#include "tools/report/page_assets.hpp"

namespace basis {

/// Makes a self-contained page. `title` and `headline` are plain text; `data` is JSON that the
/// page's script reads. The headline is shown when scripts are disabled.
std::string render_page(const ReportAssets& assets, const std::string& title, const std::string& headline,
                        const std::string& data);

}  // namespace basis

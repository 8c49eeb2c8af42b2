#pragma once

#include <string>

#include "core/results/page_assets.hpp"

namespace basis {

/// A page of its own: `title` and `headline` are plain text, `data` is JSON that
/// the page's script reads. The headline is what a reader without scripts is told.
std::string render_page(const ReportAssets& assets, const std::string& title, const std::string& headline,
                        const std::string& data);

}  // namespace basis

#pragma once

#include <string_view>

namespace basis {

/// A page and the libraries it is made of, which the caller embeds. The views
/// must outlive what renders the page.
struct ReportAssets {
  std::string_view html;           ///< the page, with `{{name}}` where each part goes
  std::string_view css;            ///< the page's style
  std::string_view script;         ///< the page's script
  std::string_view uplot_css;      ///< uPlot's style; empty, as the two below, on a page without charts
  std::string_view uplot_script;   ///< uPlot's script, which defines `uPlot`
  std::string_view uplot_license;  ///< uPlot's licence notice, kept in the page
};

}  // namespace basis

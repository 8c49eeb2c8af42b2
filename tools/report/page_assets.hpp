#pragma once

#include <string_view>

namespace basis {

/// Template of a page and its libraries, embedded by the caller. The views must outlive the
/// rendering of the page.
struct ReportAssets {
  std::string_view html;           ///< the page, with a placeholder `{{name}}` for each part
  std::string_view css;            ///< style of the page
  std::string_view script;         ///< script of the page
  std::string_view uplot_css;      ///< uPlot's style; empty, like the next two, for a page without charts
  std::string_view uplot_script;   ///< uPlot's script, which defines `uPlot`
  std::string_view uplot_license;  ///< uPlot's licence notice, kept in the page
};

}  // namespace basis

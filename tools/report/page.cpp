#include "tools/report/page.hpp"

#include <map>

#include "tools/report/page_template.hpp"

namespace basis {

std::string render_page(const ReportAssets& assets, const std::string& title, const std::string& headline,
                        const std::string& data) {
  const std::string safe_title = escape_html(title);
  const std::string safe_headline = escape_html(headline);
  const std::string safe_data = escape_json_for_html(data);
  std::map<std::string_view, std::string_view> parts = {{"title", safe_title},
                                                        {"headline", safe_headline},
                                                        {"css", assets.css},
                                                        {"data", safe_data},
                                                        {"script", assets.script}};
  if (!assets.uplot_script.empty()) {
    parts.emplace("uplot_css", assets.uplot_css);
    parts.emplace("uplot_script", assets.uplot_script);
    parts.emplace("uplot_license", assets.uplot_license);
  }
  return fill_page(assets.html, parts);
}

}  // namespace basis

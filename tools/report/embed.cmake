cmake_minimum_required(VERSION 3.25)

# Writes a C++ source that defines the pages and their parts as string literals.
# Run as: cmake -DSOURCE_DIR=<here> -DUPLOT_DIR=<node_modules/uplot> -DOUTPUT=<file> -P embed.cmake

# Closes no part: none of them may hold `)basis_part"`.
set(delimiter "basis_part")

# Reads the files one after the other into `variable`.
function(read_files variable)
  set(text "")
  foreach(path ${ARGN})
    if(NOT EXISTS "${path}")
      message(FATAL_ERROR "the page part ${path} is missing")
    endif()
    file(READ "${path}" content)
    string(APPEND text "${content}")
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# `text` in the form of a raw string literal.
function(as_literal variable text)
  string(FIND "${text}" ")${delimiter}\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "a part of a page holds the end of its own literal")
  endif()
  set(${variable} "R\"${delimiter}(${text})${delimiter}\"" PARENT_SCOPE)
endfunction()

# Defines NAME_assets(): the shared page around NAME_main.html, with the parts
# that a page with charts has besides.
function(add_page name)
  cmake_parse_arguments(page "CHARTS" "TITLE_SUFFIX" "CSS;SCRIPTS" ${ARGN})
  list(TRANSFORM page_CSS PREPEND "${SOURCE_DIR}/")
  list(TRANSFORM page_SCRIPTS PREPEND "${SOURCE_DIR}/")
  read_files(html "${SOURCE_DIR}/page.html")
  read_files(main "${SOURCE_DIR}/${name}_main.html")
  read_files(css ${page_CSS})
  read_files(script ${page_SCRIPTS})
  set(style "")
  set(library "")
  set(footer "")
  set(uplot ".uplot_css = {}, .uplot_script = {}, .uplot_license = {}")
  if(page_CHARTS)
    set(style "<style>{{uplot_css}}</style>\n")
    read_files(library "${SOURCE_DIR}/chart_library.html")
    read_files(footer "${SOURCE_DIR}/chart_footer.html")
    set(uplot ".uplot_css = kUplotCss, .uplot_script = kUplotScript, .uplot_license = kUplotLicense")
  endif()
  string(REPLACE "@main@" "${main}" html "${html}")
  string(REPLACE "@title_suffix@" "${page_TITLE_SUFFIX}" html "${html}")
  string(REPLACE "@chart_style@" "${style}" html "${html}")
  string(REPLACE "@chart_library@" "${library}" html "${html}")
  string(REPLACE "@footer@" "${footer}" html "${html}")
  as_literal(html "${html}")
  as_literal(css "${css}")
  as_literal(script "${script}")
  set(definitions "${definitions}
ReportAssets ${name}_assets() {
  return {.html = ${html}, .css = ${css}, .script = ${script}, ${uplot}};
}
" PARENT_SCOPE)
endfunction()

read_files(uplot_css "${UPLOT_DIR}/dist/uPlot.min.css")
read_files(uplot_script "${UPLOT_DIR}/dist/uPlot.iife.min.js")
read_files(uplot_license "${UPLOT_DIR}/LICENSE")
as_literal(uplot_css "${uplot_css}")
as_literal(uplot_script "${uplot_script}")
as_literal(uplot_license "${uplot_license}")

set(definitions "")
add_page(report CHARTS TITLE_SUFFIX " backtest" CSS page.css SCRIPTS format.js charts.js tables.js panels.js report.js)
add_page(compare CHARTS CSS page.css compare.css SCRIPTS format.js charts.js tables.js panels.js compare.js)
add_page(sweep CSS page.css sweep.css SCRIPTS format.js tables.js panels.js sweep_data.js sweep.js)

file(WRITE "${OUTPUT}" "#include \"tools/report/report_assets.hpp\"

namespace basis {
namespace {

constexpr std::string_view kUplotCss = ${uplot_css};
constexpr std::string_view kUplotScript = ${uplot_script};
constexpr std::string_view kUplotLicense = ${uplot_license};

}  // namespace
${definitions}
}  // namespace basis
")

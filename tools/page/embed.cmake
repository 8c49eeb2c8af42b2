cmake_minimum_required(VERSION 3.25)

# Writes a C++ source that defines the files of the page as string literals.
# Run as: cmake -DSOURCE_DIR=<here> -DUPLOT_DIR=<node_modules/uplot> -DOUTPUT=<file> -P embed.cmake

# Closes no file: none of them may hold `)basis_part"`.
set(delimiter "basis_part")

set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")

set(files "")

# Adds a file that is served under `path`, with `notice` before its own text.
function(add_file path source notice)
  foreach(part "${source}" ${notice})
    if(NOT EXISTS "${part}")
      message(FATAL_ERROR "the page part ${part} is missing")
    endif()
  endforeach()
  file(READ "${source}" content)
  if(notice)
    file(READ "${notice}" text)
    set(content "/*! uPlot\n\n${text}*/\n${content}")
  endif()
  string(FIND "${content}" ")${delimiter}\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${source} holds the end of its own literal")
  endif()
  string(REGEX REPLACE ".*\\." "" extension "${source}")
  set(files "${files}    {\"${path}\", \"${type_${extension}}\", R\"${delimiter}(${content})${delimiter}\"},
" PARENT_SCOPE)
endfunction()

file(GLOB parts RELATIVE "${SOURCE_DIR}" "${SOURCE_DIR}/*.css" "${SOURCE_DIR}/*.js" "${SOURCE_DIR}/*.svg")
add_file("/" "${SOURCE_DIR}/index.html" "")
foreach(part ${parts})
  add_file("/page/${part}" "${SOURCE_DIR}/${part}" "")
endforeach()
add_file("/page/uplot.css" "${UPLOT_DIR}/dist/uPlot.min.css" "")
add_file("/page/uplot.js" "${UPLOT_DIR}/dist/uPlot.iife.min.js" "${UPLOT_DIR}/LICENSE")

file(WRITE "${OUTPUT}" "#include \"tools/page/page_files.hpp\"

namespace basis {
namespace {

constexpr PageFile kFiles[] = {
${files}};

}  // namespace

std::span<const PageFile> page_files() { return kFiles; }

}  // namespace basis
")

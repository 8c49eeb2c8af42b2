# Writes a C++ source that defines the parts of report.html as string literals.
# Run as: cmake -DSOURCE_DIR=<here> -DUPLOT_DIR=<node_modules/uplot> -DOUTPUT=<file> -P embed.cmake

# Closes no part: none of them may hold `)basis_part"`.
set(delimiter "basis_part")

# Reads the files one after the other into `variable`, in the form of a raw string literal.
function(read_part variable)
  set(text "")
  foreach(path ${ARGN})
    if(NOT EXISTS "${path}")
      message(FATAL_ERROR "the report's part ${path} is missing")
    endif()
    file(READ "${path}" content)
    string(APPEND text "${content}")
  endforeach()
  string(FIND "${text}" ")${delimiter}\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "a part of the report holds the end of its own literal: ${ARGN}")
  endif()
  set(${variable} "R\"${delimiter}(${text})${delimiter}\"" PARENT_SCOPE)
endfunction()

read_part(html "${SOURCE_DIR}/report.html")
read_part(css "${SOURCE_DIR}/report.css")
read_part(script "${SOURCE_DIR}/format.js" "${SOURCE_DIR}/charts.js" "${SOURCE_DIR}/tables.js" "${SOURCE_DIR}/report.js")
read_part(uplot_css "${UPLOT_DIR}/dist/uPlot.min.css")
read_part(uplot_script "${UPLOT_DIR}/dist/uPlot.iife.min.js")
read_part(uplot_license "${UPLOT_DIR}/LICENSE")

file(WRITE "${OUTPUT}" "#include \"tools/report/report_assets.hpp\"

namespace basis {

ReportAssets report_assets() {
  return {.html = ${html},
          .css = ${css},
          .script = ${script},
          .uplot_css = ${uplot_css},
          .uplot_script = ${uplot_script},
          .uplot_license = ${uplot_license}};
}

}  // namespace basis
")

# Test programs of doctest: the build targets unit_tests, and threads for those under the thread sanitizer.
find_package(doctest REQUIRED)
add_custom_target(unit_tests)

add_library(basis_test_main OBJECT support/main.cpp support/allocations.cpp support/source_dir.cpp support/data_folder.cpp)
target_link_libraries(basis_test_main PUBLIC basis_history doctest::doctest)
target_compile_definitions(basis_test_main PRIVATE BASIS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
set_target_properties(basis_test_main PROPERTIES UNITY_BUILD OFF)

# basis_test(NAME FOLDERS FOLDER... LIBRARIES LIBRARY...): the test program test_NAME. The files of a folder are
# compiled together, six at a time.
function(basis_test name)
  cmake_parse_arguments(with "" "" "FOLDERS;LIBRARIES" ${ARGN})
  add_executable(test_${name} EXCLUDE_FROM_ALL)
  foreach(folder ${with_FOLDERS})
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    string(MAKE_C_IDENTIFIER ${folder} group)
    set(count 0)
    foreach(file ${files})
      math(EXPR batch "${count} / 6")
      set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${group}_${batch})
      math(EXPR count "${count} + 1")
    endforeach()
    target_sources(test_${name} PRIVATE ${files})
  endforeach()
  set_target_properties(test_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
  target_link_libraries(test_${name} PRIVATE basis_test_main ${with_LIBRARIES})
  if(BASIS_SANITIZE)
    # Under sanitizers optimising the tests themselves takes longer than running them.
    target_compile_options(test_${name} PRIVATE -O0)
  endif()
  add_dependencies(unit_tests test_${name})
  add_test(NAME ${name} COMMAND test_${name})
endfunction()

basis_test(core
  FOLDERS core/base core/config core/instruments core/marketdata core/history core/portfolio core/risk core/execution
          core/strategy core/results
  LIBRARIES basis_strategy basis_results basis_sample)
basis_test(venues
  FOLDERS venues venues/wire venues/net venues/chain venues/client venues/binance venues/bybit venues/okx venues/sim
          venues/sim_chain venues/aave_v3 venues/alchemy venues/instadapp venues/morpho venues/uniswap real/recorded_feeds
  LIBRARIES basis_venues basis_chain OpenSSL::SSL)
# What runs in threads: under the thread sanitizer, too.
basis_test(actors
  FOLDERS actors actors/alerts actors/control actors/feed actors/journal actors/lanes actors/live actors/trading actors/drivers
          tools/sweep
  LIBRARIES basis_alerts basis_sweep basis_sample basis_report_assets SQLite::SQLite3 OpenSSL::SSL)
# Receivers of alerts have certificates, as venues have.
target_sources(test_actors PRIVATE venues/net/test_certificates.cpp)
basis_test(tools
  FOLDERS tools/compare tools/database tools/fetch tools/journal tools/report tools/sample tools/stress tools/trade
          tools/wallet
  LIBRARIES basis_compare basis_database basis_fetch basis_journal_view basis_stress basis_sample basis_wallet
            basis_report_assets SQLite::SQLite3)
basis_test(node
  FOLDERS node
  LIBRARIES basis_report basis_sample basis_report_assets)

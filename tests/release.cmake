# Tests of the release build: scripts, the whole program, and the test programs of the other builds, so that one run of
# ctest speaks for all.

# basis_script_test(NAME TIER COMMAND...)
function(basis_script_test name tier)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS ${tier} SKIP_RETURN_CODE 77)
endfunction()

foreach(check include_direction rooms monitors_know_no_mode own_words format tidy)
  basis_script_test(check_${check} unit ${PROJECT_SOURCE_DIR}/tools/checks/${check})
endforeach()
basis_script_test(checks_find_violations unit ${scripts}/checks/run)
foreach(tool packages run test bench fuzz hook)
  basis_script_test(tools_${tool} unit ${scripts}/tools/${tool})
endforeach()

basis_script_test(tools_build_packages unit ${scripts}/tools/build_packages ${PROJECT_BINARY_DIR})

# basis_built_test(PRESET PROGRAM TIER)
function(basis_built_test preset program tier)
  basis_script_test(${preset}_${program} ${tier} ${PROJECT_SOURCE_DIR}/tools/lib/test_program ${preset} ${program})
  set_property(TEST ${preset}_${program} APPEND PROPERTY LABELS ${preset})
endfunction()
foreach(preset asan debug)
  foreach(program core venues actors tools)
    basis_built_test(${preset} ${program} unit)
  endforeach()
  basis_built_test(${preset} node scenario)
endforeach()
basis_built_test(tsan actors unit)
# The longest first, so that two at a time end together.
set_tests_properties(asan_core asan_node asan_venues PROPERTIES COST 100)
set_tests_properties(tsan_actors check_tidy PROPERTIES COST 50)
# Whole runs and hours of faults under the address sanitizer take longer than a test may otherwise.
set_tests_properties(asan_node asan_venues PROPERTIES TIMEOUT 2100)

# The whole program, as a user runs it.
foreach(command command_line check_command replay_command sim_command live_command alert_command ctl_command against_command paper_command chaos_command metrics_command service record_command trade_command
                fetch_command acceptance)
  basis_script_test(${command} scenario ${scripts}/tools/${command} $<TARGET_FILE:basis>)
endforeach()
set(result_pages ${PROJECT_BINARY_DIR}/result_pages)
basis_script_test(sweep_command scenario ${scripts}/tools/sweep_command $<TARGET_FILE:basis> ${result_pages})
set_property(TEST sweep_command APPEND PROPERTY LABELS counterparts)

foreach(database sqlite postgresql)
  basis_script_test(database_${database} counterparts ${scripts}/tools/database_${database} $<TARGET_FILE:basis>)
endforeach()
basis_script_test(journal_postgresql counterparts ${scripts}/tools/journal_postgresql $<TARGET_FILE:basis>)
# The pages in a real browser; the tests fetch their packages into one folder.
add_executable(report_sample EXCLUDE_FROM_ALL real/report_page/sample_report.cpp)
target_link_libraries(report_sample PRIVATE basis_report basis_report_assets)
basis_script_test(report_sample counterparts report_sample ${PROJECT_BINARY_DIR}/sample_report.html)
basis_script_test(report_page counterparts ${scripts}/real/run_report_page
                  ${PROJECT_BINARY_DIR}/sample_report.html ${PROJECT_BINARY_DIR}/tests_real)
basis_script_test(result_pages counterparts ${scripts}/real/run_result_pages
                  ${result_pages} ${PROJECT_BINARY_DIR}/tests_real)
basis_script_test(live_page counterparts ${scripts}/real/run_live_page $<TARGET_FILE:basis>
                  ${PROJECT_BINARY_DIR}/tests_real)
set_tests_properties(report_sample PROPERTIES FIXTURES_SETUP report)
set_tests_properties(report_page PROPERTIES FIXTURES_REQUIRED report)
set_tests_properties(sweep_command PROPERTIES FIXTURES_SETUP result_pages)
set_tests_properties(result_pages PROPERTIES FIXTURES_REQUIRED result_pages)
set_tests_properties(report_page result_pages live_page PROPERTIES RESOURCE_LOCK npm_packages)

# Simulated exchanges, driven by the clients that others use at the real ones.
basis_script_test(exchange_clients counterparts ${scripts}/real/run_exchanges $<TARGET_FILE:basis>
                  ${PROJECT_BINARY_DIR}/tests_exchanges)
# The local chain with the genuine contracts, and our own contract on it. A cold folder costs a minute of Solidity.
basis_script_test(local_chain counterparts ${scripts}/real/run_chain ${PROJECT_SOURCE_DIR}/build/npm/chain)

# Simulated exchanges whose money leaves and comes over it.
basis_script_test(exchange_chain counterparts ${scripts}/real/run_exchange_chain $<TARGET_FILE:basis>
                  ${PROJECT_SOURCE_DIR}/build/npm/chain)

# A wallet by hand on it.
basis_script_test(chain_command counterparts ${scripts}/tools/chain_command $<TARGET_FILE:basis>
                  ${PROJECT_SOURCE_DIR}/build/npm/chain)

# Its history, as contracts told it.
basis_script_test(fetch_chain counterparts ${scripts}/tools/fetch_chain $<TARGET_FILE:basis>
                  ${PROJECT_SOURCE_DIR}/build/npm/chain)

# Its lane under faults of the node, killed and gone on with. --kills 200 on demand.
basis_script_test(chain_faults counterparts ${scripts}/real/run_chain_faults $<TARGET_FILE:basis>
                  ${PROJECT_SOURCE_DIR}/build/npm/chain)

# Live runs on it, with simulated exchanges beside it.
basis_script_test(live_chain counterparts ${scripts}/tools/live_chain $<TARGET_FILE:basis>
                  ${PROJECT_SOURCE_DIR}/build/npm/chain)

# The whole life of every mode, as its owner asks for it.
basis_script_test(live_modes counterparts ${scripts}/tools/live_modes $<TARGET_FILE:basis>
                  ${PROJECT_SOURCE_DIR}/build/npm/chain)

# Reads and calls of the protocols there, from C++ over real sockets.
add_executable(chain_protocols EXCLUDE_FROM_ALL
  real/chain_protocols/chain_protocols.cpp real/chain_protocols/node.cpp real/chain_protocols/wallet.cpp
  real/chain_protocols/positions.cpp real/chain_protocols/exits.cpp real/chain_protocols/limits.cpp real/chain_protocols/spells.cpp)
target_link_libraries(chain_protocols PRIVATE basis_venues)
basis_script_test(chain_protocols counterparts ${scripts}/real/run_chain_protocols $<TARGET_FILE:chain_protocols>
                  ${PROJECT_SOURCE_DIR}/configs ${PROJECT_SOURCE_DIR}/build/npm/chain)

# The simulated Aave judged by the genuine contracts there: random calls on both. More on demand: --steps 5000.
add_executable(aave_parity EXCLUDE_FROM_ALL
  real/aave_parity/aave_parity.cpp real/aave_parity/aave_pair.cpp real/chain_protocols/node.cpp)
target_link_libraries(aave_parity PRIVATE basis_venues)
basis_script_test(aave_parity counterparts ${scripts}/real/run_aave_parity $<TARGET_FILE:aave_parity>
                  ${PROJECT_SOURCE_DIR}/configs ${PROJECT_SOURCE_DIR}/build/npm/chain)

# What the chain's codec encodes and signs, by vectors that others wrote and by another client.
add_executable(chain_vectors EXCLUDE_FROM_ALL
  real/chain_vectors/chain_vectors.cpp real/chain_vectors/tally.cpp real/chain_vectors/plain_vectors.cpp
  real/chain_vectors/abi_vectors.cpp real/chain_vectors/signed_vectors.cpp real/chain_vectors/samples.cpp)
target_link_libraries(chain_vectors PRIVATE basis_chain basis_marketdata)
basis_script_test(chain_vectors counterparts ${scripts}/real/run_chain_vectors $<TARGET_FILE:chain_vectors>
                  ${PROJECT_BINARY_DIR}/tests_chain_vectors)

basis_script_test(fuzz_short fuzz ${PROJECT_SOURCE_DIR}/tools/fuzz)
basis_script_test(soak_short soak ${scripts}/tools/soak)

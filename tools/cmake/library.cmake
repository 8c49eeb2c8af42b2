# Warnings are errors on our own code; packages come in as SYSTEM.
add_library(basis_warnings INTERFACE)
target_compile_options(basis_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Werror
  # g++ 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # clang counts parameters of constructors that are named as the member they are for.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-shadow>)

# basis_library(NAME FOLDER LIBRARY...): a folder's files, and the libraries of the folders it includes. A check
# (tools/checks/rooms) holds these lines against the includes, so each stands on one line.
function(basis_library name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC basis_warnings fmt::fmt ${ARGN})
endfunction()

# basis_hot(NAME...): libraries between a frame and an order, optimised further. Elsewhere it costs more time to compile
# than it saves.
function(basis_hot)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    foreach(name ${ARGN})
      target_compile_options(${name} PRIVATE -O3)
    endforeach()
  endif()
endfunction()

# basis_cold(NAME...): what a run does once. It is compiled faster than it would be optimised.
function(basis_cold)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    foreach(name ${ARGN})
      target_compile_options(${name} PRIVATE -O1)
    endforeach()
  endif()
endfunction()

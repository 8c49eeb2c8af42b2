# How everything is compiled and linked.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Paths below the checkout count as relative, so that a clone elsewhere finds what this one compiled. Precompiled
  # headers and ccache agree only when time stamps are left out of it.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND NOT BASIS_LTO)
  add_link_options(-fuse-ld=mold)
endif()

if(BASIS_PORTABLE)
  add_compile_options(-march=x86-64-v3)
else()
  add_compile_options(-march=native)
endif()
# Whether a product and a sum become one instruction would otherwise follow from what is inlined where, and with it the
# last digit of a result.
add_compile_options(-ffp-contract=off)
# The hot libraries (basis_hot) add -O3.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
if(BASIS_LTO)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  # At link g++ 12 warns of string copies whose bounds it has lost sight of.
  add_link_options(-flto=auto -Wno-stringop-overflow -Werror=odr)
endif()
if(BASIS_SANITIZE)
  add_compile_options(-fsanitize=${BASIS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BASIS_SANITIZE})
  if(BASIS_SANITIZE STREQUAL "thread")
    add_compile_definitions(BASIS_THREAD_SANITIZER)
    # Threads meet in the same places without it, and it compiles in half the time.
    set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
    # g++ warns of the queues' fences, which the sanitizer does not follow.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  elseif(BASIS_SANITIZE MATCHES "undefined")
    # What the address sanitizer finds by itself, at the access; these checks are two fifths of the compile time.
    add_compile_options(-fno-sanitize=null,object-size,pointer-overflow,vptr)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  if(BASIS_SANITIZE)
    add_compile_options(-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/not_sanitized.txt)
  endif()
  # What ccache needs of a precompiled header.
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

# Several files are compiled as one. A change of one file compiles its neighbours, too, but a build from nothing takes a
# third of the time, because the headers of the standard library, CAF and fmt are read once a batch.
set(CMAKE_UNITY_BUILD ${BASIS_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

include_directories(${PROJECT_SOURCE_DIR})

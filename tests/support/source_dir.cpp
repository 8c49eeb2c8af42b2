#include "tests/support/source_dir.hpp"

namespace basis::test {

std::filesystem::path source_dir() { return BASIS_SOURCE_DIR; }

}  // namespace basis::test

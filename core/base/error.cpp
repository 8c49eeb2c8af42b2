#include "core/base/error.hpp"

namespace basis {

void broken_invariant(const std::string& what) { throw InvariantError("broken invariant: " + what); }

}  // namespace basis

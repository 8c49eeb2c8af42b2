#include "tools/basis/sim_state.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "core/results/replace_file.hpp"
#include "venues/sim/exchange_memory.hpp"

namespace basis::sim {

Result<void> StateFile::restore() {
  std::error_code code;
  if (!std::filesystem::exists(path_, code)) return save();
  std::ifstream input(path_, std::ios::binary);
  std::stringstream content;
  if (!input || !(content << input.rdbuf()))
    return Error(ErrorKind::data, fmt::format("--state: {} cannot be read", path_.string()));
  BASIS_TRY(take_memory(service_, content.str(), path_.string()));
  return save();
}

Result<void> StateFile::save() {
  saved_ = memory_changes(service_);
  return replace_file(path_, memory_text(service_));
}

Result<void> StateFile::save_if_due(UtcTime now) {
  if (now - saved_at_ < kSecond || memory_changes(service_) == saved_) return ok();
  saved_at_ = now;
  return save();
}

}  // namespace basis::sim

#include "core/history/fault_list.hpp"

#include <fmt/format.h>

namespace basis {

void FaultList::add(const std::string& file, std::size_t line, std::string what) {
  OfFile& faults = files_[file];
  ++faults.total;
  faults.shown.emplace(line, std::move(what));
  // Removes the fault with the highest line, so that the kept ones do not depend on the order in which they were found.
  if (faults.shown.size() > kShownPerFile) faults.shown.erase(std::prev(faults.shown.end()));
}

std::vector<std::string> FaultList::lines() const {
  std::vector<std::string> out;
  for (const auto& [file, faults] : files_) {
    for (const auto& [line, what] : faults.shown)
      out.push_back(line == 0 ? fmt::format("{}: {}", file, what) : fmt::format("{}:{}: {}", file, line, what));
    if (const std::size_t rest = faults.total - faults.shown.size(); rest > 0)
      out.push_back(fmt::format("{}: and {} more faults", file, rest));
  }
  return out;
}

}  // namespace basis

#include "venues/client/instrument_verdict.hpp"

#include <fmt/format.h>

namespace basis::client {

std::string InstrumentVerdict::why_not() const {
  if (!fault.empty()) return fault;
  if (!listed) return market->key + ": the venue does not list it";
  return trading ? std::string{} : fmt::format("{}: its status is {}", market->key, status);
}

void compare_rule(InstrumentVerdict& verdict, std::string_view name, std::string_view ours, std::string_view theirs,
                  bool equal) {
  if (equal || !verdict.fault.empty()) return;
  verdict.fault =
      fmt::format("{}: {} {} at the venue, {} in the configuration", verdict.market->key, name, theirs, ours);
}

void refuse_rule(InstrumentVerdict& verdict, std::string_view name, std::string_view theirs) {
  if (!verdict.fault.empty()) return;
  verdict.fault =
      fmt::format("{}: {} '{}' at the venue cannot be held", verdict.market->key, name, theirs.substr(0, 40));
}

}  // namespace basis::client

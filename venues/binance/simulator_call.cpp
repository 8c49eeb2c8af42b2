#include "venues/binance/simulator_call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::binance::simulated {

Refusal malformed(std::string_view name) {
  return {-1102, fmt::format("Mandatory parameter '{}' was not sent, was empty/null, or malformed.", name)};
}

Refusal param_words(sim::ParamFault fault, std::string_view name) {
  const auto illegal = [&](std::string_view range) {
    return Refusal{-1100, fmt::format("Illegal characters found in parameter '{}'; legal range is '{}'.", name, range)};
  };
  switch (fault) {
    case sim::ParamFault::whole_number: return illegal("^[0-9]{1,20}$");
    case sim::ParamFault::truth: return illegal("^(true|false)$");
    case sim::ParamFault::number: return illegal("^([0-9]{1,20})(\\.[0-9]{1,20})?$");
    case sim::ParamFault::precision: return {-1111, fmt::format("Parameter '{}' has too much precision.", name)};
    case sim::ParamFault::missing: break;
  }
  return malformed(name);
}

void Params::add_form(std::string_view text) {
  std::string kept;
  for (const sim::FormField& field : sim::form_fields(text)) {
    if (field.name != "signature") kept.append(kept.empty() ? "" : "&").append(field.piece);
    add(field.name, field.value);
  }
  signed_ += kept;
}

void Params::sort_for_signature() {
  std::vector<std::pair<std::string_view, std::string_view>> sorted;
  for (const Item& item : items()) sorted.emplace_back(item.name, item.value);
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [name, value] : sorted)
    if (name != "signature") signed_.append(signed_.empty() ? "" : "&").append(name).append("=").append(value);
}

}  // namespace basis::binance::simulated

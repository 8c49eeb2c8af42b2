#include "venues/chain/abi_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::chain {
namespace {

Error json_fault(const AbiType& type, std::string_view what) {
  return {ErrorKind::data, fmt::format("{}: {}", type.text(), what)};
}

Result<AbiValue> number(const AbiType& type, const boost::json::value& json) {
  if (json.is_int64()) return AbiValue(i256(json.get_int64()));
  if (json.is_uint64()) return AbiValue(u256(json.get_uint64()));
  if (json.is_double()) return json_fault(type, "the number has a fraction or too many digits: it has to be a text");
  if (!json.is_string()) return json_fault(type, "neither a number nor a text");
  std::string_view text = json.get_string();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto magnitude = Wei::parse(text);
  if (!magnitude) return json_fault(type, magnitude.error().text().substr(0, 200));
  if (!negative) return AbiValue(magnitude.value());
  return AbiValue(i256(-i256(magnitude.value().value())));
}

Result<AbiValue> elements(const AbiType& type, const boost::json::value& json) {
  if (!json.is_array()) return json_fault(type, "no array");
  const auto& array = json.get_array();
  const auto& components = type.components();
  const bool is_tuple = type.kind() == AbiKind::tuple;
  if (is_tuple && array.size() != components.size())
    return json_fault(type, fmt::format("{} values instead of {}", array.size(), components.size()));
  AbiValue::List values;
  values.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) {
    BASIS_TRY(AbiValue value, abi_value_of_json(components[is_tuple ? i : 0], array[i]));
    values.push_back(std::move(value));
  }
  return AbiValue(std::move(values));
}

Result<AbiValue> scalar_of_text(const AbiType& type, std::string_view text) {
  if (type.kind() == AbiKind::string) return AbiValue(text);
  if (type.kind() == AbiKind::address) {
    auto address = Address::parse(text);
    if (!address) return json_fault(type, address.error().text());
    return AbiValue(address.value());
  }
  if (!text.starts_with("0x")) return json_fault(type, "no hexadecimal text with 0x before it");
  auto bytes = from_hex(text);
  if (!bytes) return json_fault(type, bytes.error().text());
  return AbiValue(std::move(bytes).value());
}

}  // namespace

Result<AbiValue> abi_value_of_json(const AbiType& type, const boost::json::value& json) {
  switch (type.kind()) {
    case AbiKind::uint:
    case AbiKind::sint: return number(type, json);
    case AbiKind::boolean:
      if (!json.is_bool()) return json_fault(type, "neither true nor false");
      return AbiValue(json.get_bool());
    case AbiKind::array:
    case AbiKind::fixed_array:
    case AbiKind::tuple: return elements(type, json);
    default: break;
  }
  if (!json.is_string()) return json_fault(type, "no text");
  return scalar_of_text(type, json.get_string());
}

}  // namespace basis::chain

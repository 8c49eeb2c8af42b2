#include "venues/wire/json_check.hpp"

#include <string_view>

namespace basis::wire {
namespace {

namespace od = simdjson::ondemand;

/// RFC 8259, section 6.
bool is_number(std::string_view text) {
  const auto take = [&](std::string_view any_of) {
    const bool there = !text.empty() && any_of.find(text.front()) != std::string_view::npos;
    if (there) text.remove_prefix(1);
    return there;
  };
  const auto digits = [&] {
    const std::size_t before = text.size();
    while (take("0123456789")) {
    }
    return text.size() < before;
  };
  take("-");
  if (!take("0") && !digits()) return false;
  if (take(".") && !digits()) return false;
  if (!take("eE")) return text.empty();
  take("+-");
  return digits() && text.empty();
}

bool is_sound_scalar(od::json_type type, od::value value) {
  std::string_view token = value.raw_json_token();
  token = token.substr(0, token.find_last_not_of(" \n\r\t") + 1);
  switch (type) {
    case od::json_type::number: return is_number(token);
    case od::json_type::boolean: return token == "true" || token == "false";
    case od::json_type::null: return token == "null";
    default: return value.get_string().error() == simdjson::SUCCESS;
  }
}

// Recursion is bounded by `kMostNesting`.
template <class Value>
bool is_sound(Value& value, std::size_t depth) {
  od::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS || depth > kMostNesting) return false;
  const auto inner = [&](simdjson::simdjson_result<od::value> found) {
    od::value each;
    return found.get(each) == simdjson::SUCCESS && is_sound(each, depth + 1);
  };
  if (type == od::json_type::array) {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto item : array)
      if (!inner(item)) return false;
    return true;
  }
  if (type == od::json_type::object) {
    od::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto field : object)
      if (field.unescaped_key().error() != simdjson::SUCCESS || !inner(field.value())) return false;
    return true;
  }
  if constexpr (std::is_same_v<Value, od::value>) return is_sound_scalar(type, value);
  // A document that is a scalar is no message.
  return false;
}

}  // namespace

bool is_sound(od::document& document) {
  if (!is_sound(document, 0)) return false;
  const bool ends = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  document.rewind();
  return ends;
}

}  // namespace basis::wire

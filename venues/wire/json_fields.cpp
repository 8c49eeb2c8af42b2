#include "venues/wire/json_fields.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/marketdata/frame.hpp"
#include "venues/wire/json_check.hpp"

namespace basis::wire {
namespace {

constexpr std::size_t kShown = 40;

std::string_view shown(std::string_view token) { return token.substr(0, kShown); }

}  // namespace

std::optional<std::string_view> JsonObject::find_text(std::string_view key) {
  if (failed()) return std::nullopt;
  simdjson::ondemand::value value;
  if (object_.find_field_unordered(key).get(value) != simdjson::SUCCESS) return std::nullopt;
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return std::nullopt;
  using Type = simdjson::ondemand::json_type;
  if (type == Type::null) return std::nullopt;
  if (type == Type::object || type == Type::array) {
    fail(key, "is no text or number");
    return std::nullopt;
  }
  std::string_view token = value.raw_json_token();
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
    token.remove_suffix(1);
  if (type != Type::string) return token;
  if (token.size() < 2 || token.back() != '"') {
    fail(key, "is no whole text");
    return std::nullopt;
  }
  return token.substr(1, token.size() - 2);
}

std::optional<std::int64_t> JsonObject::find_integer(std::string_view key) {
  const std::optional<std::string_view> token = find_text(key);
  if (!token) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, wrong] = std::from_chars(token->data(), token->data() + token->size(), value);
  if (wrong == std::errc{} && end == token->data() + token->size()) return value;
  fail(key, fmt::format("'{}' is no whole number of 64 bits", shown(*token)));
  return std::nullopt;
}

Price JsonObject::average(std::string_view key) {
  const std::string_view token = text(key);
  if (failed()) return {};
  const Result<Price> price = Price::parse_rounded(token, Rounding::floor);
  if (price) return price.value();
  fail(key, fmt::format("'{}' is no price that can be held", shown(token)));
  return {};
}

bool JsonObject::has(std::string_view key) {
  simdjson::ondemand::value value;
  return !failed() && object_.find_field_unordered(key).get(value) == simdjson::SUCCESS;
}

UtcTime JsonObject::millis(std::string_view key) {
  constexpr std::int64_t kMillion = 1'000'000;
  const std::int64_t millis = integer(key);
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(millis, kMillion, &nanos)) {
    fail(key, fmt::format("'{}' is no time", millis));
    return {};
  }
  return UtcTime::from_nanos(nanos);
}

std::optional<JsonObject> JsonObject::find_object(std::string_view key) {
  if (failed()) return std::nullopt;
  simdjson::ondemand::object inner;
  if (object_.find_field_unordered(key).get_object().get(inner) != simdjson::SUCCESS) return std::nullopt;
  return JsonObject(inner, *fault_);
}

std::optional<std::string_view> JsonObject::find_json(std::string_view key) {
  if (failed()) return std::nullopt;
  simdjson::ondemand::value value;
  if (object_.find_field_unordered(key).get(value) != simdjson::SUCCESS) return std::nullopt;
  std::string_view json;
  simdjson::ondemand::object object;
  if (value.get_object().get(object) == simdjson::SUCCESS)
    return object.raw_json().get(json) == simdjson::SUCCESS ? std::optional(json) : std::nullopt;
  simdjson::ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return std::nullopt;
  return array.raw_json().get(json) == simdjson::SUCCESS ? std::optional(json) : std::nullopt;
}

void JsonObject::fail_number(std::string_view key, std::string_view token, NumberFault wrong) {
  const char* const why = wrong == NumberFault::malformed     ? "is no number"
                          : wrong == NumberFault::too_precise ? "has more decimals than can be held"
                                                              : "is larger than can be held";
  fail(key, fmt::format("'{}' {}", shown(token), why));
}

bool JsonReader::open(std::string_view message, simdjson::ondemand::document& document, JsonFault& fault) {
  if (message.size() > kMostBytes) {
    fault.set("", fmt::format("has {} bytes, more than {}", message.size(), kMostBytes));
    return false;
  }
  bytes_.assign(message);
  bytes_.append(kFrameSlack, '\0');
  const simdjson::padded_string_view padded(bytes_.data(), message.size(), bytes_.size());
  if (parser_.iterate(padded).get(document) == simdjson::SUCCESS && is_sound(document)) return true;
  fault.set("", "is no JSON");
  return false;
}

Error JsonReader::refused(std::string_view name, const JsonFault& fault) {
  return Error(ErrorKind::data, fault.key.empty() ? fmt::format("{} {}", name, fault.what)
                                                  : fmt::format("{}: {} {}", name, fault.key, fault.what));
}

}  // namespace basis::wire

#include "venues/binance/simulator_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace basis::binance::simulated {
namespace {

std::optional<int> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
    if (low) {
      decoded.push_back(static_cast<char>(*high * 16 + *low));
      i += 2;
    } else {
      decoded.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return decoded;
}

}  // namespace

Refusal malformed(std::string_view name) {
  return {-1102, fmt::format("Mandatory parameter '{}' was not sent, was empty/null, or malformed.", name)};
}

void Params::add_form(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;
    const std::size_t equals = std::min(piece.find('='), piece.size());
    std::string name = percent_decoded(piece.substr(0, equals));
    if (name != "signature") kept.append(kept.empty() ? "" : "&").append(piece);
    items_.emplace_back(std::move(name), percent_decoded(piece.substr(std::min(equals + 1, piece.size()))));
  }
  signed_ += kept;
}

void Params::add(std::string_view name, std::string_view value) { items_.emplace_back(name, value); }

void Params::sort_for_signature() {
  auto sorted = items_;
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [name, value] : sorted)
    if (name != "signature") signed_.append(signed_.empty() ? "" : "&").append(name).append("=").append(value);
}

std::optional<std::string_view> Params::find(std::string_view name) const {
  for (const auto& [key, value] : items_)
    if (key == name && !value.empty()) return value;
  return std::nullopt;
}

Checked<std::string_view> Params::need(std::string_view name) const {
  if (const auto value = find(name)) return *value;
  return malformed(name);
}

Checked<std::optional<std::int64_t>> Params::integer(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (fault != std::errc() || end != value->data() + value->size())
    return Refusal{-1100,
                   fmt::format("Illegal characters found in parameter '{}'; legal range is '^[0-9]{{1,20}}$'.", name)};
  return std::optional(number);
}

Checked<std::int64_t> Params::integer(std::string_view name, std::int64_t otherwise) const {
  BOOST_OUTCOME_TRY(const auto value, integer(name));
  return value.value_or(otherwise);
}

Checked<bool> Params::flag(std::string_view name, bool otherwise) const {
  const auto value = find(name);
  if (!value) return otherwise;
  std::string lower(*value);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (lower == "true") return true;
  if (lower == "false") return false;
  return Refusal{-1100,
                 fmt::format("Illegal characters found in parameter '{}'; legal range is '^(true|false)$'.", name)};
}

std::optional<Refusal> Params::number_fault(std::string_view name, std::string_view text) const {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; }) &&
                     std::count(text.begin(), text.end(), '.') <= 1 && text.front() != '.' && text.back() != '.';
  if (!plain)
    return Refusal{-1100, fmt::format("Illegal characters found in parameter '{}'; legal range is "
                                      "'^([0-9]{{1,20}})(\\.[0-9]{{1,20}})?$'.",
                                      name)};
  return std::nullopt;
}

namespace {

template <class Number>
Checked<std::optional<Number>> fixed_number(std::string_view name, std::string_view text) {
  const auto number = Number::parse(text);
  if (number) return std::optional<Number>(number.value());
  return Refusal{-1111, fmt::format("Parameter '{}' has too much precision.", name)};
}

}  // namespace

Checked<std::optional<Price>> Params::price(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<Price>();
  if (auto fault = number_fault(name, *text)) return std::move(*fault);
  return fixed_number<Price>(name, *text);
}

Checked<std::optional<Quantity>> Params::quantity(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<Quantity>();
  if (auto fault = number_fault(name, *text)) return std::move(*fault);
  return fixed_number<Quantity>(name, *text);
}

Checked<std::optional<Amount>> Params::amount(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<Amount>();
  if (auto fault = number_fault(name, *text)) return std::move(*fault);
  return fixed_number<Amount>(name, *text);
}

}  // namespace basis::binance::simulated

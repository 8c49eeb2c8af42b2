#include "venues/sim/call_params.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

namespace basis::sim {
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

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// A value as it stands in JSON, and as a text: a string's content, anything else as it was sent.
struct ValueText {
  std::string json;
  std::string text;
};

std::optional<ValueText> text_of(simdjson::ondemand::value value) {
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return std::nullopt;
  std::string_view text;
  switch (type) {
    case simdjson::ondemand::json_type::string: {
      const std::string json(trimmed(value.raw_json_token()));
      if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
      return ValueText{json, std::string(text)};
    }
    case simdjson::ondemand::json_type::array: {
      simdjson::ondemand::array list;
      if (value.get_array().get(list) != simdjson::SUCCESS || list.raw_json().get(text) != simdjson::SUCCESS)
        return std::nullopt;
      break;
    }
    case simdjson::ondemand::json_type::object: {
      simdjson::ondemand::object object;
      if (value.get_object().get(object) != simdjson::SUCCESS || object.raw_json().get(text) != simdjson::SUCCESS)
        return std::nullopt;
      break;
    }
    default: text = trimmed(value.raw_json_token()); break;
  }
  return ValueText{std::string(text), std::string(text)};
}

/// Calls `take(name, value)` for the fields of an object; false where something cannot be read.
template <class Take>
bool each_field(simdjson::ondemand::object object, const Take& take) {
  for (auto field : object) {
    std::string_view key;
    simdjson::ondemand::value value;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
    std::string name(key);
    if (field.value().get(value) != simdjson::SUCCESS) return false;
    auto text = text_of(value);
    if (!text) return false;
    take(std::move(name), std::move(*text));
  }
  return true;
}

/// Calls `take(value)` for the items of an array until it returns false; false where something cannot be read.
template <class Take>
bool each_item(std::string_view json, const Take& take) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(json);
  simdjson::ondemand::document document;
  simdjson::ondemand::array list;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS || document.get_array().get(list) != simdjson::SUCCESS)
    return false;
  for (auto item : list) {
    simdjson::ondemand::value value;
    if (item.get(value) != simdjson::SUCCESS || !take(value)) return false;
  }
  return true;
}

}  // namespace

std::vector<FormField> form_fields(std::string_view text) {
  std::vector<FormField> fields;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;
    const std::size_t equals = std::min(piece.find('='), piece.size());
    fields.push_back({piece, percent_decoded(piece.substr(0, equals)),
                      percent_decoded(piece.substr(std::min(equals + 1, piece.size())))});
  }
  return fields;
}

std::optional<std::vector<std::string>> read_text_list(std::string_view json) {
  std::vector<std::string> texts;
  const bool read = each_item(json, [&](simdjson::ondemand::value value) {
    auto text = text_of(value);
    if (text) texts.push_back(std::move(text->text));
    return text.has_value();
  });
  return read ? std::optional(std::move(texts)) : std::nullopt;
}

std::optional<std::vector<Params>> read_object_list(std::string_view json, ParamWords words) {
  std::vector<Params> objects;
  const bool read = each_item(json, [&](simdjson::ondemand::value value) {
    const auto text = text_of(value);
    return text && objects.emplace_back(words).add_json(text->json);
  });
  return read ? std::optional(std::move(objects)) : std::nullopt;
}

void Params::add_form(std::string_view text) {
  for (FormField& field : form_fields(text)) items_.push_back({std::move(field.name), std::move(field.value), {}});
}

bool Params::add_json(std::string_view text) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(text);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS)
    return false;
  return each_field(object, [&](std::string name, ValueText value) {
    items_.push_back({std::move(name), std::move(value.text), std::move(value.json)});
  });
}

std::optional<std::string_view> Params::find(std::string_view name) const {
  for (const Item& item : items_)
    if (item.name == name && !item.value.empty()) return item.value;
  return std::nullopt;
}

std::optional<std::string_view> Params::find_json(std::string_view name) const {
  for (const Item& item : items_)
    if (item.name == name && !item.json.empty()) return item.json;
  return std::nullopt;
}

Checked<std::string_view> Params::need(std::string_view name) const {
  if (const auto value = find(name)) return *value;
  return words_(ParamFault::missing, name);
}

Checked<std::optional<std::int64_t>> Params::integer(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (fault != std::errc() || end != value->data() + value->size()) return words_(ParamFault::whole_number, name);
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
  return words_(ParamFault::truth, name);
}

template <class Number>
Checked<std::optional<Number>> Params::fixed(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<Number>();
  const bool plain =
      std::all_of(text->begin(), text->end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; }) &&
      std::count(text->begin(), text->end(), '.') <= 1 && text->front() != '.' && text->back() != '.';
  if (!plain) return words_(ParamFault::number, name);
  const auto number = Number::parse(*text);
  if (!number) return words_(ParamFault::precision, name);
  return std::optional<Number>(number.value());
}

Checked<std::optional<Price>> Params::price(std::string_view name) const { return fixed<Price>(name); }
Checked<std::optional<Quantity>> Params::quantity(std::string_view name) const { return fixed<Quantity>(name); }
Checked<std::optional<Amount>> Params::amount(std::string_view name) const { return fixed<Amount>(name); }

}  // namespace basis::sim

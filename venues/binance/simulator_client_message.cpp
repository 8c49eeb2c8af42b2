#include "venues/binance/simulator_client_message.hpp"

#include <simdjson.h>

namespace basis::binance::simulated {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// The text of a value: a string's content, anything else as it was sent.
std::optional<std::string> text_of(simdjson::ondemand::value value) {
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return std::nullopt;
  std::string_view text;
  if (type == simdjson::ondemand::json_type::string) {
    if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string(text);
  }
  if (type == simdjson::ondemand::json_type::array) {
    simdjson::ondemand::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS || list.raw_json().get(text) != simdjson::SUCCESS)
      return std::nullopt;
    return std::string(text);
  }
  if (type == simdjson::ondemand::json_type::object) return std::nullopt;
  return std::string(trimmed(value.raw_json_token()));
}

bool read_params(simdjson::ondemand::value value, ClientMessage& message) {
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  if (type == simdjson::ondemand::json_type::array) {
    for (auto item : value.get_array()) {
      simdjson::ondemand::value one;
      if (item.get(one) != simdjson::SUCCESS) return false;
      const auto text = text_of(one);
      if (!text) return false;
      message.list.push_back(*text);
    }
    return true;
  }
  if (type != simdjson::ondemand::json_type::object) return type == simdjson::ondemand::json_type::null;
  for (auto field : value.get_object()) {
    std::string_view key;
    simdjson::ondemand::value one;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
    const std::string name(key);
    if (field.value().get(one) != simdjson::SUCCESS) return false;
    const auto text = text_of(one);
    if (!text) return false;
    message.params.add(name, *text);
  }
  return true;
}

}  // namespace

ClientMessage read_message(std::string_view text) {
  ClientMessage message;
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(text);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS)
    return message;
  for (auto field : object) {
    std::string_view key;
    simdjson::ondemand::value value;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return message;
    const std::string name(key);
    if (field.value().get(value) != simdjson::SUCCESS) return message;
    if (name == "id") {
      // A text or a number, told back as it was sent.
      message.id = trimmed(value.raw_json_token());
    } else if (name == "method") {
      const auto method = text_of(value);
      if (!method) return message;
      message.method = *method;
    } else if (name == "params" && !read_params(value, message)) {
      return message;
    }
  }
  message.read = !message.method.empty();
  return message;
}

}  // namespace basis::binance::simulated

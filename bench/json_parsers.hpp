#pragma once

#include <rapidjson/document.h>
#include <simdjson.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.hpp"
#include "core/marketdata/frame.hpp"

namespace basis::bench {

/// RapidJSON in its fastest documented use: in situ, with both allocators on memory that is
/// allocated once. It only parses: no number is converted and no field is looked up.
class RapidJson {
 public:
  RapidJson() : values_(std::size_t{8} << 20), stack_(std::size_t{1} << 20) {}

  /// `text` must end with a zero and is modified.
  void parse(char* text) {
    rapidjson::MemoryPoolAllocator<> values(values_.data(), values_.size());
    rapidjson::MemoryPoolAllocator<> stack(stack_.data(), stack_.size());
    Document document(&values, stack_.size() / 2, &stack);
    document.ParseInsitu(text);
    require(!document.HasParseError(), "a frame that is no JSON");
    asm volatile("" : : "r"(&document) : "memory");
  }

 private:
  using Document =
      rapidjson::GenericDocument<rapidjson::UTF8<>, rapidjson::MemoryPoolAllocator<>, rapidjson::MemoryPoolAllocator<>>;
  std::vector<char> values_;
  std::vector<char> stack_;
};

/// simdjson On-Demand, on memory that is allocated once: every value is passed over in its order, numbers as texts.
class OnDemand {
 public:
  OnDemand() { require(parser_.allocate(std::size_t{1} << 20) == simdjson::SUCCESS, "no memory for simdjson"); }

  /// `kFrameSlack` bytes behind `text` are readable.
  void parse(const char* text, std::size_t size) {
    const simdjson::padded_string_view bytes(text, size, size + kFrameSlack);
    simdjson::ondemand::document document;
    require(parser_.iterate(bytes).get(document) == simdjson::SUCCESS, "a frame that is no JSON");
    pass(document);
  }

 private:
  template <class Value>
  static void pass(Value& value) {
    using Type = simdjson::ondemand::json_type;
    const auto inner = [](auto found) {
      simdjson::ondemand::value each;
      require(found.get(each) == simdjson::SUCCESS, "a frame that is no JSON");
      pass(each);
    };
    Type type{};
    require(value.type().get(type) == simdjson::SUCCESS, "a frame that is no JSON");
    if (type == Type::object) {
      for (auto field : value.get_object()) inner(field.value());
    } else if (type == Type::array) {
      for (auto item : value.get_array()) inner(item);
    } else {
      const auto token = value.raw_json_token();
      asm volatile("" : : "r"(&token) : "memory");
    }
  }
  simdjson::ondemand::parser parser_;
};

/// Parses into nlohmann's document.
inline void parse_nlohmann(const char* text, std::size_t size) {
  const auto document = nlohmann::json::parse(text, text + size);
  asm volatile("" : : "r"(&document) : "memory");
}

}  // namespace basis::bench

#pragma once

#include <rapidjson/document.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.hpp"

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

/// Parses into nlohmann's document.
inline void parse_nlohmann(const char* text, std::size_t size) {
  const auto document = nlohmann::json::parse(text, text + size);
  asm volatile("" : : "r"(&document) : "memory");
}

}  // namespace basis::bench

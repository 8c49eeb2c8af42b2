#include "venues/chain/abi_value.hpp"

#include <fmt/format.h>

namespace basis::chain {
namespace {

/// In quotes; what is neither printable ASCII nor part of UTF-8 as \xNN.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out += '"';
}

struct ValueText {
  std::string operator()(const u256& number) const { return number.str(); }
  std::string operator()(const i256& number) const { return number.str(); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(const Address& address) const { return address.to_string(); }
  std::string operator()(const Bytes& bytes) const { return to_hex(bytes); }
  std::string operator()(const std::string& text) const { return in_quotes(text); }
  std::string operator()(const AbiValue::List& values) const {
    std::string out = "[";
    for (const AbiValue& value : values) {
      if (out.size() > 1) out += ", ";
      out += value.to_string();
    }
    return out += ']';
  }
};

}  // namespace

std::uint64_t AbiValue::uint64() const {
  const u256& number = uint();
  require(number <= std::numeric_limits<std::uint64_t>::max(), "the value of a contract has 64 bits");
  return static_cast<std::uint64_t>(number);
}

std::string AbiValue::to_string() const { return std::visit(ValueText(), value_); }

}  // namespace basis::chain

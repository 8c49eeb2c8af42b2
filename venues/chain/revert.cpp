#include "venues/chain/revert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::chain {
namespace {

constexpr std::size_t kMostText = 300;  // characters of a reason that a contract wrote

struct PanicCode {
  std::uint64_t code;
  std::string_view meaning;
};
constexpr PanicCode kPanicCodes[] = {
    {0x00, "inserted by the compiler"},
    {0x01, "an assertion failed"},
    {0x11, "arithmetic overflow or underflow"},
    {0x12, "division by zero"},
    {0x21, "no value of the enum"},
    {0x22, "a storage byte array is encoded wrongly"},
    {0x31, "pop() of an empty array"},
    {0x32, "index out of bounds"},
    {0x41, "too much memory"},
    {0x51, "a call of an uninitialised function"},
};

const Function& error_of_string() {
  static const Function kError("Error(string)");
  return kError;
}

const Function& panic() {
  static const Function kError("Panic(uint256)");
  return kError;
}

std::string cut(std::string text) {
  if (text.size() <= kMostText) return text;
  text.resize(kMostText);
  return text += "...";
}

std::string panic_text(const u256& code) {
  const auto* known = std::find_if(std::begin(kPanicCodes), std::end(kPanicCodes),
                                   [&](const PanicCode& panic_code) { return code == panic_code.code; });
  const std::string_view meaning = known == std::end(kPanicCodes) ? "a code that is not known" : known->meaning;
  return fmt::format("Panic {}: {}", quantity_text(code), meaning);
}

std::string arguments_text(const AbiValue::List& values) {
  std::string text;
  for (const AbiValue& value : values) {
    if (!text.empty()) text += ", ";
    text += value.to_string();
  }
  return text;
}

}  // namespace

RevertReader::RevertReader() : errors_{error_of_string(), panic()} {}

Result<RevertReader> RevertReader::create(std::span<const std::string_view> errors) {
  RevertReader reader;
  for (const std::string_view declaration : errors) {
    BASIS_TRY(Function error, Function::parse(declaration));
    const auto same = [&](const Function& known) { return known.selector() == error.selector(); };
    const auto known = std::find_if(reader.errors_.begin(), reader.errors_.end(), same);
    if (known == reader.errors_.end()) {
      reader.errors_.push_back(std::move(error));
    } else if (known->signature() != error.signature()) {
      return Error(ErrorKind::data,
                   fmt::format("the errors {} and {} have the same selector", known->signature(), error.signature()));
    }
  }
  return reader;
}

Revert RevertReader::read(ByteView data) const {
  if (data.empty()) return {.name = "", .text = "no reason given", .values = {}};
  Selector selector{};
  if (data.size() < selector.size())
    return {.name = "", .text = fmt::format("{}, which is no error", to_hex(data)), .values = {}};
  std::copy_n(data.begin(), selector.size(), selector.begin());
  const auto known =
      std::find_if(errors_.begin(), errors_.end(), [&](const Function& error) { return error.selector() == selector; });
  if (known == errors_.end())
    return {.name = "",
            .text = fmt::format("error {}, which is not known, with {} bytes", to_hex(selector),
                                data.size() - selector.size()),
            .values = {}};
  auto values = known->decode_arguments(data);
  if (!values)
    return {.name = known->name(), .text = fmt::format("{} with other data", known->signature()), .values = {}};
  Revert revert{.name = known->name(), .text = {}, .values = std::move(values).value()};
  if (known->signature() == panic().signature())
    revert.text = panic_text(revert.values.front().uint());
  else if (known->signature() == error_of_string().signature())
    revert.text = cut(revert.values.front().to_string());
  else
    revert.text = cut(fmt::format("{}({})", known->name(), arguments_text(revert.values)));
  return revert;
}

}  // namespace basis::chain

#include <cstdlib>
#include <string_view>

#include "venues/chain/abi_decode.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/revert.hpp"

// A line of types, then data: values that are encoded and read again as the same, or an error with a reason. No more
// values than the data holds.
namespace {

using namespace basis;
using namespace basis::chain;

std::size_t count(const AbiValue::List& values) {
  std::size_t all = 0;
  for (const AbiValue& value : values) {
    ++all;
    if (const auto* list = value.get<AbiValue::List>()) all += count(*list);
  }
  return all;
}

void read_as(const std::vector<AbiType>& types, ByteView data) {
  const auto values = decode_abi(types, data);
  if (!values) {
    if (values.error().text().empty()) std::abort();
    return;
  }
  // A value takes a word; the tuples and arrays around it stand for as many words as they have values.
  if (count(values.value()) > (1 + AbiType::kMaximumDepth) * (data.size() / 32)) std::abort();
  const auto encoded = encode_abi(types, values.value());
  if (!encoded || !(decode_abi(types, encoded.value()).value() == values.value())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const ByteView rest = as_bytes(text.substr(end + 1));
  if (const auto parameters = parse_abi_parameters(text.substr(0, end))) {
    std::vector<AbiType> types;
    for (const AbiParameter& parameter : parameters.value()) {
      if (AbiType::parse(parameter.type.text()).value().text() != parameter.type.text()) std::abort();
      types.push_back(parameter.type);
    }
    read_as(types, rest);
  }
  constexpr std::string_view kErrors[] = {"ERC20InsufficientBalance(address,uint256,uint256)", "Many(bytes[],string)"};
  static const RevertReader reader = RevertReader::create(kErrors).value();
  if (reader.read(rest).text.empty()) std::abort();
  return 0;
}

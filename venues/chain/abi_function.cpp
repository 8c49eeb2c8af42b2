#include "venues/chain/abi_function.hpp"

#include <fmt/format.h>

#include "venues/chain/abi_decode.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::chain {
namespace {

Error function_fault(const Function& function, std::string_view what, const Error& error) {
  return {ErrorKind::data, fmt::format("{}: {}{}", function.signature(), what, error.text())};
}

}  // namespace

Selector selector_of(std::string_view signature) {
  const Hash32 hash = keccak256(signature);
  return {hash[0], hash[1], hash[2], hash[3]};
}

Result<Function> Function::parse(std::string_view declaration, std::string_view outputs) {
  BASIS_TRY(const AbiDeclaration declared, AbiDeclaration::parse(declaration, false));
  BASIS_TRY(const std::vector<AbiParameter> returned, parse_abi_parameters(outputs));
  Function function;
  function.name_ = declared.name;
  function.inputs_ = declared.types();
  function.signature_ = declared.signature();
  function.selector_ = selector_of(function.signature_);
  for (const AbiParameter& parameter : returned) function.outputs_.push_back(parameter.type);
  return function;
}

Function::Function(std::string_view declaration, std::string_view outputs) {
  auto parsed = parse(declaration, outputs);
  if (!parsed) broken_invariant(parsed.error().text());
  *this = std::move(parsed).value();
}

Result<Bytes> Function::encode(std::span<const AbiValue> arguments) const {
  Bytes out;
  std::size_t heads = 0;
  for (const AbiType& type : inputs_) heads += type.head();
  out.reserve(selector_.size() + heads);
  out.insert(out.end(), selector_.begin(), selector_.end());
  if (auto done = append_abi(out, inputs_, arguments); !done) return function_fault(*this, "", done.error());
  return out;
}

Result<AbiValue::List> Function::decode(ByteView returned) const {
  auto values = decode_abi(outputs_, returned);
  if (!values) return function_fault(*this, "returned: ", values.error());
  return values;
}

Result<AbiValue::List> Function::decode_arguments(ByteView data) const {
  if (data.size() < selector_.size() || !std::equal(selector_.begin(), selector_.end(), data.begin()))
    return function_fault(*this, "", Error(ErrorKind::data, "the data is of another function"));
  auto values = decode_abi(inputs_, data.subspan(selector_.size()));
  if (!values) return function_fault(*this, "", values.error());
  return values;
}

}  // namespace basis::chain

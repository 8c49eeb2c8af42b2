#pragma once

#include "venues/chain/abi_encode.hpp"

namespace basis::chain {

/// The first four bytes of the hash of a signature, before the arguments of a call and of a custom error.
using Selector = std::array<std::uint8_t, 4>;

/// A function of a contract, made from its signature; the selector is computed.
class Function {
 public:
  /// `declaration` is "supply(address,uint256,address,uint16)" and `outputs` "(uint256,bool)", or empty for none; both
  /// may name their parameters. Errors (data): see `AbiDeclaration::parse`.
  static Result<Function> parse(std::string_view declaration, std::string_view outputs = {});
  /// The same of the code's own tables; throws `InvariantError`.
  explicit Function(std::string_view declaration, std::string_view outputs = {});

  /// Selector and arguments: the data of a call. Errors (data): see `append_abi`, with the signature before.
  [[nodiscard]] Result<Bytes> encode(std::span<const AbiValue> arguments) const;
  /// `encode` of these arguments, each as `AbiValue` takes it.
  template <class... T>
  [[nodiscard]] Result<Bytes> call(const T&... arguments) const {
    return encode(abi_values(arguments...));
  }
  /// The values that a call returned. Errors (data): see `decode_abi`, with the signature before.
  [[nodiscard]] Result<AbiValue::List> decode(ByteView returned) const;
  /// The arguments of a call's data. Errors (data): another selector besides.
  [[nodiscard]] Result<AbiValue::List> decode_arguments(ByteView data) const;

  [[nodiscard]] const Selector& selector() const { return selector_; }
  /// "supply(address,uint256,address,uint16)".
  [[nodiscard]] const std::string& signature() const { return signature_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<AbiType>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<AbiType>& outputs() const { return outputs_; }

 private:
  Function() = default;

  std::string name_, signature_;
  Selector selector_{};
  std::vector<AbiType> inputs_, outputs_;
};

/// The selector of "supply(address,uint256,address,uint16)", a canonical signature.
Selector selector_of(std::string_view signature);

}  // namespace basis::chain

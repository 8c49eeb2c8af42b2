#pragma once

#include "venues/chain/abi_type.hpp"

namespace basis::chain {

/// Reads types and parameters from a text, from left to right.
class AbiTypeReader {
 public:
  explicit AbiTypeReader(std::string_view text) : text_(text) {}

  Result<AbiType> type(std::size_t depth = 0);
  /// A list in parentheses, with names and, where allowed, `indexed`.
  Result<std::vector<AbiParameter>> parameters(bool with_indexed);
  /// A name of Solidity: letters, digits, "_" and "$"; empty where none stands here.
  std::string_view word();
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] Error fault(std::string_view what) const;

 private:
  Result<AbiType> elementary();
  Result<AbiType> tuple(std::size_t depth);
  Result<AbiType> array_of(AbiType element);
  Result<AbiParameter> parameter(bool with_indexed);
  /// Bytes in place and whether it is dynamic, of a type whose kind, size and components are set.
  Result<AbiType> measured(AbiType type) const;
  bool take(char c);
  void skip_spaces();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace basis::chain

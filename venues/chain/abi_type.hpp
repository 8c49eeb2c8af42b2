#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace basis::chain {

/// The kinds of types of the contract ABI (docs.soliditylang.org, "Contract ABI Specification"). Fixed-point numbers
/// and the type `function` are left out: no contract that is called here has them.
enum class AbiKind { uint, sint, address, boolean, fixed_bytes, bytes, string, array, fixed_array, tuple };

/// A type of the contract ABI.
class AbiType {
 public:
  /// Arrays and tuples within each other.
  static constexpr std::size_t kMaximumDepth = 16;
  /// Bytes of what a type takes in place: an array of fixed length may have many elements.
  static constexpr std::size_t kMaximumHead = 1 << 20;

  /// Reads "uint256", "bytes32", "int24[3]", "(address,uint256)[]". `uint` and `int` are those of 256 bits.
  /// Errors (data): anything else; a tuple without members and an array of length zero, which Solidity does not know;
  /// what exceeds a limit above.
  static Result<AbiType> parse(std::string_view text);

  [[nodiscard]] AbiKind kind() const { return kind_; }
  /// Bits of a number, bytes of `fixed_bytes`, elements of `fixed_array`; zero of all others.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The members of a tuple; the one type of an array's elements.
  [[nodiscard]] const std::vector<AbiType>& components() const { return components_; }
  /// Whether a value stands behind the heads, where an offset points.
  [[nodiscard]] bool is_dynamic() const { return is_dynamic_; }
  /// Bytes in the heads: 32 of a dynamic type.
  [[nodiscard]] std::size_t head() const { return head_; }
  /// The canonical name, as it stands in a signature.
  [[nodiscard]] std::string text() const;

 private:
  friend class AbiTypeReader;

  AbiKind kind_ = AbiKind::uint;
  bool is_dynamic_ = false;
  std::size_t size_ = 0;
  std::size_t head_ = 32;
  std::vector<AbiType> components_;
};

/// A parameter as it is declared. The name may be empty.
struct AbiParameter {
  AbiType type;
  std::string name;
  bool indexed = false;  ///< of an event alone
};

/// A declared name and its parameters.
struct AbiDeclaration {
  std::string name;
  std::vector<AbiParameter> parameters;

  /// Reads "supply(address,uint256)", with names where they help: "Transfer(address indexed from,address indexed to,
  /// uint256 value)". Errors (data): anything else; `indexed` where `with_indexed` is false.
  static Result<AbiDeclaration> parse(std::string_view text, bool with_indexed);
  /// Name and canonical types, without spaces: what a selector is the hash of.
  [[nodiscard]] std::string signature() const;
  [[nodiscard]] std::vector<AbiType> types() const;
};

/// Reads "(uint256,bool)", or nothing for no types, with names where they help.
Result<std::vector<AbiParameter>> parse_abi_parameters(std::string_view text);

/// "(uint256,bool)".
std::string abi_types_text(const std::vector<AbiType>& types);

}  // namespace basis::chain

#pragma once

#include "venues/chain/abi_type.hpp"
#include "venues/chain/abi_value.hpp"

namespace basis::chain {

/// An event of a contract, made from its declaration. Anonymous events, which have no topic of their own, are left out.
class Event {
 public:
  /// `declaration` is "Transfer(address indexed from,address indexed to,uint256 value)". Errors (data): see
  /// `AbiDeclaration::parse`; more than three indexed parameters.
  static Result<Event> parse(std::string_view declaration);
  /// The same of the code's own tables; throws `InvariantError`.
  explicit Event(std::string_view declaration);

  /// The hash of the signature: the first topic of such a log.
  [[nodiscard]] const Hash32& topic() const { return topic_; }
  [[nodiscard]] const std::string& signature() const { return signature_; }
  [[nodiscard]] const std::vector<AbiParameter>& parameters() const { return declaration_.parameters; }

  /// All parameters in their declared order. Of an indexed one that takes more than a word (`string`, `bytes`, arrays,
  /// tuples) a log holds only the hash, and the value is those 32 bytes. Errors (data): a log of another event, a count
  /// of topics that differs, and those of `decode_abi`.
  [[nodiscard]] Result<AbiValue::List> decode(std::span<const Hash32> topics, ByteView data) const;

 private:
  Event() = default;

  AbiDeclaration declaration_;
  std::string signature_;
  Hash32 topic_{};
  std::vector<AbiType> in_data_;  ///< of the parameters that are not indexed
};

}  // namespace basis::chain

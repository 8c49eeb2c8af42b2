#pragma once

#include "venues/chain/abi_function.hpp"

namespace basis::chain {

/// Why a contract reverted.
struct Revert {
  /// "Error", "Panic", or the name of the custom error; empty when the data tells none that is known.
  std::string name;
  /// One line: `"the text of Error(string)"`, "Panic 0x11: arithmetic overflow or underflow",
  /// "InsufficientBalance(5, 7)", "error 0x6679996d, which is not known, with 32 bytes", "no reason given".
  std::string text;
  AbiValue::List values;  ///< of the custom error; of Error the string, of Panic the code
};

/// Which custom errors are known. `Error(string)` and `Panic(uint256)` always are (docs.soliditylang.org, "Panic via
/// assert and Error via require").
class RevertReader {
 public:
  RevertReader();
  /// `errors` are declarations such as "CollateralCannotCoverNewBorrow()". Errors (data): a malformed one, or two of
  /// one selector with different signatures.
  static Result<RevertReader> create(std::span<const std::string_view> errors);

  /// Reads the data of a revert, whatever its bytes are.
  [[nodiscard]] Revert read(ByteView data) const;

 private:
  std::vector<Function> errors_;
};

}  // namespace basis::chain

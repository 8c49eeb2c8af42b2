#include "venues/chain/erc20.hpp"

namespace basis::chain {
namespace {

constexpr std::string_view kErrors[] = {
    "ERC20InsufficientBalance(address sender,uint256 balance,uint256 needed)",
    "ERC20InvalidSender(address sender)",
    "ERC20InvalidReceiver(address receiver)",
    "ERC20InsufficientAllowance(address spender,uint256 allowance,uint256 needed)",
    "ERC20InvalidApprover(address approver)",
    "ERC20InvalidSpender(address spender)",
    "SafeERC20FailedOperation(address token)",
};

}  // namespace

const Erc20& erc20() {
  static const Erc20 kFunctions;
  return kFunctions;
}

std::span<const std::string_view> erc20_errors() { return kErrors; }

}  // namespace basis::chain

#include "venues/instadapp/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace basis::instadapp {
namespace {

constexpr std::string_view kErrors[] = {
    // venues/instadapp/BasisExecutor.sol.
    "BadOwner()",
    "BadLender()",
    "NotOwner(address)",
    "NotLender(address)",
    "UnderWay()",
    "NotUnderWay()",
    "Expired(uint256,uint256)",
    "UnexpectedCallback()",
    "NoCallback()",
    "LoanShort(uint256,uint256)",
    "NotToken(address)",
    "NoCode(uint256)",
    "TargetForbidden(uint256)",
    "ApprovalForbidden(uint256)",
    "BadPatch(uint256)",
    "StepFailed(uint256,bytes)",
    "ApprovalFailed(address,address)",
    "ReturnFailed(address)",
    "Leftover(address,uint256)",
    "AssertionUnreadable(uint256)",
    "AssertionFailed(uint256,uint256,uint256,uint256)",
};

/// Texts of Instadapp's own contracts, and what they mean.
constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
    // dsa-contracts, contracts/v2/accounts/module1/Implementation_m1.sol.
    {"1: permission-denied", "the wallet is no user of this account"},
    {"1: not-connector", "the chain's registry lacks one of the connectors"},
    // flashloan-aggregator, contracts/aggregator/mainnet/flashloan/main.sol.
    {"amount-paid-less", "the flash loan is not paid back"},
    {"route-does-not-exist", "the flash loan's lender is not offered"},
    // dsa-connectors, contracts/mainnet/connectors/basic/main.sol.
    {"invalid-ether-amount", "another amount of ether came along than the spells say"},
};

}  // namespace

std::span<const std::string_view> errors() { return kErrors; }

std::string cast_reason(const chain::RevertReader& reverts, chain::ByteView revert) {
  const chain::Revert read = reverts.read(revert);
  if (read.name != "Error" || read.values.size() != 1) return read.text;
  const auto* const text = std::find_if(std::begin(kTexts), std::end(kTexts), [&read](const auto& each) {
    return each.first == read.values.front().string();
  });
  return text == std::end(kTexts) ? read.text : fmt::format("{} ({})", text->second, read.text);
}

}  // namespace basis::instadapp

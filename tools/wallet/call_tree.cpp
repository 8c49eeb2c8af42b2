#include "tools/wallet/call_tree.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "venues/chain/erc20.hpp"

namespace basis {
namespace {

/// What groups call, and what that calls in turn.
constexpr std::array<std::string_view, 34> kSignatures{
    "execute((address token,uint256 amount),(address target,uint256 value,bytes data,address token,address spender,"
    "uint256 amount,uint256 patchAt)[],address[] tokens,(address target,bytes data,uint256 word,uint256 minimum,"
    "uint256 maximum)[],uint256 deadline)",
    "transfer(address to,uint256 amount)",
    "transferFrom(address from,address to,uint256 amount)",
    "approve(address spender,uint256 amount)",
    "build(address owner,uint256 accountVersion,address origin)",
    "cast(string[] connectors,bytes[] spells,address origin)",
    "approveDelegation(address delegatee,uint256 amount)",
    "supply(address asset,uint256 amount,address onBehalfOf,uint16 referralCode)",
    "withdraw(address asset,uint256 amount,address to)",
    "borrow(address asset,uint256 amount,uint256 rateMode,uint16 referralCode,address onBehalfOf)",
    "repay(address asset,uint256 amount,uint256 rateMode,address onBehalfOf)",
    "setUserEMode(uint8 category)",
    "setUserUseReserveAsCollateral(address asset,bool collateral)",
    "deposit()",
    "withdraw(uint256 amount)",
    "wrap(uint256 amount)",
    "unwrap(uint256 amount)",
    "submit(address referral)",
    "flashLoan(address token,uint256 assets,bytes data)",
    "onMorphoFlashLoan(uint256 assets,bytes data)",
    "exactInputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,uint256 deadline,uint256 amountIn,"
    "uint256 amountOutMinimum,uint160 sqrtPriceLimitX96))",
    "exactOutputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,uint256 deadline,uint256 "
    "amountOut,uint256 amountInMaximum,uint160 sqrtPriceLimitX96))",
    "swap(address recipient,bool zeroForOne,int256 amount,uint160 limit,bytes data)",
    "uniswapV3SwapCallback(int256 amount0,int256 amount1,bytes data)",
    "mint(address caller,address onBehalfOf,uint256 amount,uint256 index)",
    "burn(address from,address receiver,uint256 amount,uint256 index)",
    "burn(address from,uint256 amount,uint256 index)",
    "transferUnderlyingTo(address target,uint256 amount)",
    "handleRepayment(address user,address onBehalfOf,uint256 amount)",
    "mintShares(address user,uint256 shares)",
    "redeemWeEth(uint256 amount,address receiver,address outputToken)",
    "requestWithdraw(address recipient,uint256 amount)",
    "requestWithdrawalsWstETH(uint256[] amounts,address owner)",
    "claimWithdrawals(uint256[] ids,uint256[] hints)",
};

/// Contracts and tokens by their addresses.
std::map<chain::Address, std::string> names_in(const chain::ContractBook& book) {
  std::map<chain::Address, std::string> names;
  book.for_each([&names](const std::string& venue, const std::string& name, const chain::Address& address) {
    names.emplace(address, venue + "." + name);
  });
  for (const chain::Token& token : book.tokens())
    if (!token.is_ether()) names.insert_or_assign(token.address, token.symbol);
  return names;
}

class TreeWriter {
 public:
  TreeWriter(const chain::ContractBook& book, const chain::RevertReader& reverts)
      : reverts_(reverts), names_(names_in(book)) {
    for (const std::string_view signature : kSignatures) functions_.emplace_back(signature);
  }

  void write(const chain::TracedCall& call, std::size_t depth, bool same_contract) {
    if (call.kind == "STATICCALL" && call.fault.empty()) return;
    if (!same_contract) lines_.push_back(std::string(depth * 2, ' ') + line_of(call));
    for (const chain::TracedCall& inner : call.calls)
      write(inner, same_contract ? depth : depth + 1, inner.kind == "DELEGATECALL" && inner.fault.empty());
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::string line_of(const chain::TracedCall& call) const {
    std::string line = fmt::format("{}{}", name_of(call.to), what(call.data));
    if (call.value > 0) line += fmt::format(" with {} wei", call.value.str());
    line += fmt::format("  gas {}", call.gas_used);
    if (!call.fault.empty())
      line += "  FAILS: " + (call.returned.empty() ? call.fault : reverts_.read(call.returned).text);
    return line;
  }
  std::string name_of(const chain::Address& address) const {
    const auto found = names_.find(address);
    return found == names_.end() ? address.to_string() : found->second;
  }
  std::string what(const chain::Bytes& data) const {
    if (data.size() < 4) return "";
    for (const chain::Function& function : functions_) {
      if (!std::equal(function.selector().begin(), function.selector().end(), data.begin())) continue;
      const auto arguments = function.decode_arguments(data);
      if (!arguments) break;
      std::vector<std::string> texts;
      for (const chain::AbiValue& value : arguments.value()) texts.push_back(text_of(value));
      return fmt::format(".{}({})", function.name(), fmt::join(texts, ", "));
    }
    return fmt::format(".{}...", chain::to_hex(chain::ByteView(data).first(4)));
  }
  std::string text_of(const chain::AbiValue& value) const {
    if (const auto* const address = value.get<chain::Address>()) return name_of(*address);
    if (const auto* const list = value.get<chain::AbiValue::List>()) {
      const auto is_list = [](const chain::AbiValue& one) { return one.get<chain::AbiValue::List>() != nullptr; };
      if (list->empty() || std::ranges::any_of(*list, is_list)) return fmt::format("{} items", list->size());
      std::vector<std::string> texts;
      for (const chain::AbiValue& one : *list) texts.push_back(text_of(one));
      return fmt::format("[{}]", fmt::join(texts, ", "));
    }
    if (const auto* const bytes = value.get<chain::Bytes>(); bytes != nullptr && bytes->size() > 32)
      return fmt::format("{} bytes", bytes->size());
    return value.to_string();
  }

  const chain::RevertReader& reverts_;
  std::map<chain::Address, std::string> names_;
  std::vector<chain::Function> functions_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> call_tree_lines(const chain::TracedCall& root, const chain::ContractBook& book,
                                         const chain::RevertReader& reverts) {
  TreeWriter writer(book, reverts);
  writer.write(root, 0, false);
  return writer.take();
}

std::vector<std::vector<std::string>> transfer_rows(const std::vector<chain::Log>& logs,
                                                    const chain::ContractBook& book, const chain::Address& wallet) {
  std::map<chain::Address, std::string> names = names_in(book);
  names[wallet] = "wallet";
  names[chain::Address()] = "nothing";
  const auto name = [&names](const chain::Address& address) {
    const auto found = names.find(address);
    return found == names.end() ? address.to_string() : found->second;
  };
  std::vector<std::vector<std::string>> rows;
  for (const chain::Log& log : logs) {
    const chain::Event& moved = chain::erc20().transferred;
    if (log.topics.size() != 3 || log.topics.front() != moved.topic()) continue;
    const auto values = moved.decode(log.topics, log.data);
    if (!values) continue;
    const auto token = std::ranges::find(book.tokens(), log.contract, &chain::Token::address);
    const Wei amount(values.value()[2].uint());
    const auto exact = amount.to_amount(token == book.tokens().end() ? 18 : token->decimals);
    rows.push_back({name(log.contract), name(values.value()[0].address()), name(values.value()[1].address()),
                    exact ? exact.value().to_string() : amount.to_string()});
  }
  return rows;
}

}  // namespace basis

#include "tests/real/chain_protocols/checks.hpp"
#include "tests/real/chain_protocols/stories.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/etherfi/contracts.hpp"
#include "venues/lido/calls.hpp"
#include "venues/lido/contracts.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis::test {
namespace {

constexpr uniswap::Pair kSale{"weETH", "WETH", 500};
constexpr uniswap::Pair kPurchase{"USDT", "WETH", 500};

std::uint64_t deadline(const ChainPortfolio& seen) {
  return static_cast<std::uint64_t>(seen.block.time.nanos() / 1'000'000'000) + 1800;
}

/// The id in the one log of the receipt that is this event.
u256 id_of(const chain::Receipt& receipt, const chain::Event& event) {
  for (const chain::Log& log : receipt.logs)
    if (!log.topics.empty() && log.topics.front() == event.topic())
      return event.decode(log.topics, log.data).value()[0].uint();
  throw std::runtime_error(event.signature() + ": no such log");
}

Wei gained(const ChainPortfolio& before, const ChainPortfolio& after, const std::string& token) {
  return after.balances.at(token) - before.balances.at(token);
}

/// Ether that came in, besides the gas that was paid for it.
Wei ether_gained(const ChainPortfolio& before, const ChainPortfolio& after, const chain::Receipt& receipt) {
  return after.balances.at("ETH") + Wei(u256(receipt.gas_price * receipt.gas_used)) - before.balances.at("ETH");
}

/// Whatever it takes that `spender` may take so much USDT.
void approve(LocalWallet& wallet, const chain::Address& spender, const Wei& needed, const Wei& present) {
  const auto calls = alchemy::approvals(wallet.book(), "USDT", spender, needed, present).value();
  for (const chain::ContractCall& call : calls) wallet.perform(call);
}

}  // namespace

void trades(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const chain::Address router = wallet.contract("uniswap", "swap_router");
  const auto before = wallet.portfolio(everything(wallet));
  const auto quotes = wallet.read({uniswap::sale_quote(book, kSale, milli(500)).value(),
                                   uniswap::purchase_quote(book, kPurchase, whole(1)).value()});
  const Wei sale(quotes.answers[0][0].uint());
  const Wei cost(quotes.answers[1][0].uint());
  wallet.perform(alchemy::approve(book, "weETH", router, milli(500)));
  wallet.perform(uniswap::sell(book, kSale, wallet.address(), deadline(before), milli(500), sale));
  approve(wallet, router, cost, Wei());
  wallet.perform(uniswap::buy(book, kPurchase, wallet.address(), deadline(before), whole(1), cost));
  const auto after = wallet.portfolio(everything(wallet));
  check_equal(gained(before, after, "WETH"), sale + whole(1), "WETH bought");
  check_equal(gained(after, before, "weETH"), milli(500), "weETH sold");
  check_equal(gained(after, before, "USDT"), cost, "USDT paid");

  // Ether comes out of the pool of WETH, and goes into it.
  const auto in_ether = wallet.read({uniswap::sale_quote(book, kSale, milli(500)).value()}).answers[0][0].uint();
  wallet.perform(alchemy::approve(book, "weETH", router, milli(500)));
  const auto held_ether = [&] { return wallet.portfolio(everything(wallet)); };
  const auto poor = held_ether();
  wallet.perform(uniswap::sell_for_ether(book, kSale, wallet.address(), deadline(poor), milli(500), Wei(in_ether)));
  const auto rich = held_ether();
  check_equal(gained(rich, poor, "weETH"), milli(500), "weETH sold for ether");
  check_equal(gained(poor, rich, "WETH"), Wei(), "no WETH");
  // But for gas.
  check_equal(u256(gained(poor, rich, "ETH").value() / u256(1'000'000'000'000'000)),
              u256(u256(in_ether) / u256(1'000'000'000'000'000)), "ether paid out");
  wallet.perform(
      uniswap::sell_ether(book, {"WETH", "weETH", 500}, wallet.address(), deadline(rich), milli(100), Wei()));
  check_equal(u256(gained(rich, held_ether(), "weETH").value() / u256(10'000'000'000'000'000)), u256(9),
              "weETH for ether");

  // A token that wants zero first: an allowance in place of another.
  wallet.perform(alchemy::approve(book, "USDT", router, Wei(5U)));
  const AllowanceKey key{"USDT", router};
  auto question = everything(wallet);
  question.allowances = {key};
  const Wei present = wallet.portfolio(question).allowances.at(key);
  check_equal(present, Wei(5U), "the allowance");
  approve(wallet, router, Wei(7U), present);
  check_equal(wallet.portfolio(question).allowances.at(key), Wei(7U), "the allowance in its place");
  const chain::Address other = wallet.contract("instadapp", "index");
  const auto held = [&] {
    return wallet.ask(wallet.token("USDT"), chain::erc20().balance_of, chain::abi_values(other))[0].uint();
  };
  const u256 had = held();
  wallet.perform(alchemy::transfer(book, "USDT", other, Wei(1'500'000U)));
  check_equal(u256(held() - had), u256(1'500'000), "USDT sent");
}

void leaves_by_queues(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const chain::Address queue = wallet.contract("lido", "withdrawal_queue");
  wallet.perform(lido::unwrap(book, whole(1)));
  wallet.perform(alchemy::approve(book, "wstETH", queue, whole(5)));
  wallet.perform(lido::request_withdrawals(book, {whole(2), whole(3)}, wallet.address()));
  auto seen = wallet.portfolio(everything(wallet));
  check_equal(seen.lido_requests.size(), std::size_t{2}, "requests in Lido's queue");
  const auto& asked = seen.lido_requests;
  check(!asked[0].finalized && !asked[1].finalized && asked[0].owner == wallet.address(), "they wait");
  const u256 total = asked[0].amount.value() + asked[1].amount.value();
  const u256 expected = whole(5).value() * seen.lido->rate.value() / whole(1).value();
  check(total + 4 >= expected && total <= expected, "they are for 5 wstETH");

  const chain::Function finalize("finalize(uint256 last,uint256 maxShareRate)");
  const u256 most("10000000000000000000000000000");
  wallet.administer(queue, finalize, chain::abi_values(asked[0].id, most), asked[0].amount.value());
  seen = wallet.portfolio(everything(wallet));
  check(seen.lido_requests[0].finalized && !seen.lido_requests[1].finalized, "the first is finalized");
  check(seen.lido_requests[0].hint != 0, "it has a hint");
  const std::vector<u256> ids{asked[0].id}, hints{seen.lido_requests[0].hint};
  const Wei claimable(wallet.read({lido::claimable_ether(book, ids, hints).value()}).answers[0][0][0].uint());
  check_equal(claimable, asked[0].amount, "what it pays");
  check_says(wallet.refused(lido::claim(book, {asked[1].id}, hints)), "RequestNotFoundOrNotFinalized", "a claim");
  const auto receipt = wallet.perform(lido::claim(book, ids, hints));
  const auto after = wallet.portfolio(everything(wallet));
  check_equal(ether_gained(seen, after, receipt), claimable, "ether from Lido's queue");
  check_equal(after.lido_requests.size(), std::size_t{1}, "requests that are left");

  const chain::Address requests = wallet.contract("etherfi", "withdraw_request_nft");
  wallet.perform(alchemy::approve(book, "eETH", wallet.contract("etherfi", "liquidity_pool"), whole(3)));
  const auto made = wallet.perform(etherfi::request_withdrawal(book, whole(3), wallet.address()));
  const u256 id = id_of(made, etherfi::withdraw_requests().created);
  auto question = everything(wallet);
  question.etherfi_requests = {id};
  const auto waiting = wallet.portfolio(question);
  check(!waiting.etherfi_requests[0].finalized && waiting.etherfi_requests[0].valid, "it waits");
  check(waiting.etherfi_requests[0].owner == wallet.address(), "it is the wallet's");
  check_equal(waiting.etherfi_requests[0].amount, whole(3), "eETH asked for");
  check_says(wallet.refused(etherfi::claim(book, id)), "RequestNotFinalized()", "a claim");
  wallet.administer(requests, chain::Function("finalizeRequests(uint256 last)"), chain::abi_values(id));
  const auto ready = wallet.portfolio(question);
  check(ready.etherfi_requests[0].finalized, "it is finalized");
  const auto claimed = wallet.perform(etherfi::claim(book, id));
  const auto paid = wallet.portfolio(question);
  check_equal(ether_gained(ready, paid, claimed), ready.etherfi_requests[0].claimable, "ether from EtherFi's queue");
  check(!paid.etherfi_requests[0].owner.has_value(), "the request is gone");
}

void redeems(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const chain::Address manager = wallet.contract("etherfi", "redemption_manager");
  wallet.perform(etherfi::unwrap(book, milli(100)));
  wallet.perform(alchemy::approve(book, "weETH", manager, whole(1)));
  const auto before = wallet.portfolio(everything(wallet));
  check(!etherfi::redeem_refusal(*before.etherfi, whole(1)).has_value(), "a redemption is possible");
  check_equal(before.etherfi->exit_fee, std::uint64_t{30}, "its fee");
  const auto receipt = wallet.perform(etherfi::redeem(book, whole(1), wallet.address(), etherfi::ether_address()));
  const auto after = wallet.portfolio(everything(wallet));
  const u256 eeth = before.etherfi->rate.value();
  const u256 expected = eeth * (10'000 - before.etherfi->exit_fee) / 10'000;
  const u256 paid = ether_gained(before, after, receipt).value();
  check(paid <= expected && paid + 1'000'000'000 >= expected, "ether less the fee");
  check(after.etherfi->bucket_left < before.etherfi->bucket_left, "the bucket is emptier");
  check_says(etherfi::redeem_refusal(*after.etherfi, whole(100'000)).value_or(""), "to redeem", "too much");
}

void unwraps_rewards(LocalWallet& wallet) {
  const chain::Address king = wallet.token("KING");
  wallet.administer(king, chain::erc20().transfer, chain::abi_values(wallet.address(), whole(50)));
  const auto before = wallet.portfolio(everything(wallet));
  wallet.perform(alchemy::unwrap_king(wallet.book(), whole(50)));
  const auto after = wallet.portfolio(everything(wallet));
  check_equal(gained(after, before, "KING"), whole(50), "KING unwrapped");
  // It is backed by 60,000 EIGEN and 40,000 ETHFI for 100,000 KING.
  check_equal(gained(before, after, "EIGEN"), whole(30), "EIGEN from KING");
  check_equal(gained(before, after, "ETHFI"), whole(20), "ETHFI from KING");
}

}  // namespace basis::test

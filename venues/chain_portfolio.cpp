#include "venues/chain_portfolio.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "venues/chain/erc20.hpp"
#include "venues/chain/make_call.hpp"
#include "venues/chain/read_values.hpp"
#include "venues/chain_reverts.hpp"
#include "venues/morpho/reader.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis {
namespace {

using Answers = std::span<const chain::ReadAnswer>;

/// A part of the reads, and what takes their answers into the portfolio.
struct Part {
  std::size_t reads;
  std::function<Result<void>(Answers answers, ChainPortfolio& portfolio)> take;
};

/// Reads of all parts in one list.
class Plan {
 public:
  Plan(const chain::ContractBook& book, const chain::Address& multicall) : book_(book), multicall_(multicall) {}

  void add(std::vector<chain::ContractRead> reads,
           std::function<Result<void>(Answers answers, ChainPortfolio& portfolio)> take) {
    parts_.push_back({reads.size(), std::move(take)});
    std::move(reads.begin(), reads.end(), std::back_inserter(reads_));
  }

  /// `of`: what of the portfolio is this holder's.
  void add_balances(const chain::Address& holder, std::map<std::string, Wei>& (*of)(ChainPortfolio& portfolio)) {
    for (const chain::Token& token : book_.tokens()) {
      const auto read = token.is_ether() ? chain::ether_balance(multicall_, holder)
                                         : chain::contract_read(token.address, chain::erc20().balance_of, holder);
      add({read}, [symbol = token.symbol, of](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
        BASIS_TRY(of(portfolio)[symbol], chain::amount128(answers[0][0], symbol));
        return ok();
      });
    }
  }

  Result<void> add_allowances(const PortfolioQuestion& question) {
    for (const AllowanceKey& key : question.allowances) {
      BASIS_TRY(const chain::Token token, chain::erc20_token(book_, key.token));
      add({chain::contract_read(token.address, chain::erc20().allowance, question.wallet, key.spender)},
          [key](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
            portfolio.allowances[key] = Wei(answers[0][0].uint());
            return ok();
          });
    }
    return ok();
  }

  Result<void> add_flash_liquidity(const PortfolioQuestion& question) {
    for (const std::string& token : question.flash_tokens) {
      BASIS_TRY(const chain::ContractRead read, morpho::flash_liquidity(book_, token));
      add({read}, [token](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
        BASIS_TRY(portfolio.flash_liquidity[token], chain::amount128(answers[0][0], token));
        return ok();
      });
    }
    return ok();
  }

  Result<void> add_quotes(const PortfolioQuestion& question) {
    for (const QuoteKey& key : question.quotes) {
      BASIS_TRY(chain::ContractRead read,
                uniswap::sale_quote(book_, {key.in, key.out, key.fee_hundredths_bps}, Wei(key.amount)));
      read.may_fail = true;
      add({std::move(read)}, [key](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
        if (!answers[0].values) return ok();
        BASIS_TRY(portfolio.quotes[key], chain::amount128(answers[0][0], key.out));
        return ok();
      });
    }
    return ok();
  }

  Result<void> add_aave(const PortfolioQuestion& question, const chain::Address& holder,
                        std::optional<aave_v3::AccountState>& (*of)(ChainPortfolio& portfolio)) {
    if (question.reserves.empty()) return ok();
    const aave_v3::AccountQuestion account{holder, question.reserves, question.emodes};
    BASIS_TRY(auto reads, aave_v3::account_reads(book_, account));
    add(std::move(reads), [book = book_, account, of](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
      BASIS_TRY(of(portfolio), aave_v3::read_account(book, account, answers));
      return ok();
    });
    return ok();
  }

  Result<void> add_account(const PortfolioQuestion& question) {
    if (!question.account) return ok();
    add({}, [](Answers, ChainPortfolio& portfolio) -> Result<void> {
      portfolio.account.emplace();
      return ok();
    });
    add_balances(
        *question.account, [](ChainPortfolio & all) -> auto& { return all.account->balances; });
    return add_aave(
        question, *question.account, [](ChainPortfolio & all) -> auto& { return all.account->aave_v3; });
  }

  Result<void> add_lido(const PortfolioQuestion& question) {
    if (!book_.contract("lido", "withdrawal_queue")) return ok();
    BASIS_TRY(auto reads, lido::state_reads(book_, question.wallet));
    add(std::move(reads), [](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
      BASIS_TRY(portfolio.lido, lido::read_state(answers));
      return ok();
    });
    return ok();
  }

  Result<void> add_etherfi(const PortfolioQuestion& question) {
    if (!book_.contract("etherfi", "redemption_manager")) return ok();
    BASIS_TRY(auto reads, etherfi::state_reads(book_));
    add(std::move(reads), [](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
      BASIS_TRY(portfolio.etherfi, etherfi::read_state(answers));
      return ok();
    });
    BASIS_TRY(auto requests, etherfi::request_reads(book_, question.etherfi_requests));
    add(std::move(requests),
        [ids = question.etherfi_requests](Answers answers, ChainPortfolio& portfolio) -> Result<void> {
          BASIS_TRY(portfolio.etherfi_requests, etherfi::read_requests(ids, answers));
          return ok();
        });
    return ok();
  }

  [[nodiscard]] const std::vector<chain::ContractRead>& reads() const { return reads_; }

  [[nodiscard]] Result<ChainPortfolio> take(const chain::ReadAnswers& all) const {
    ChainPortfolio portfolio;
    portfolio.block = all.block;
    Answers rest = all.answers;
    for (const Part& part : parts_) {
      BASIS_TRY(part.take(rest.first(part.reads), portfolio));
      rest = rest.subspan(part.reads);
    }
    return portfolio;
  }

 private:
  const chain::ContractBook& book_;
  chain::Address multicall_;
  std::vector<chain::ContractRead> reads_;
  std::vector<Part> parts_;
};

/// What outlives the call of `read_portfolio`.
struct Pending {
  chain::Rpc& rpc;
  chain::ContractBook book;
  chain::Address multicall;
  std::function<void(const Result<ChainPortfolio>&)> done;
  std::unique_ptr<Plan> plan{};
};

Result<ChainPortfolio> with_requests(ChainPortfolio portfolio, const std::vector<u256>& ids,
                                     const Result<chain::ReadAnswers>& answers) {
  if (!answers) return answers.error();
  if (answers.value().block != portfolio.block)
    return Error(ErrorKind::data, fmt::format("the block {} was replaced while it was read", portfolio.block.number));
  BASIS_TRY(portfolio.lido_requests, lido::read_requests(ids, answers.value().answers));
  return portfolio;
}

void heard(const std::shared_ptr<Pending>& pending, const Result<chain::ReadAnswers>& answers) {
  if (!answers) return pending->done(answers.error());
  auto portfolio = pending->plan->take(answers.value());
  if (!portfolio || !portfolio.value().lido || portfolio.value().lido->request_ids.empty())
    return pending->done(portfolio);
  const lido::State& state = *portfolio.value().lido;
  auto reads = lido::request_reads(pending->book, state.request_ids, state.last_checkpoint);
  if (!reads) return pending->done(reads.error());
  chain::read_contracts(pending->rpc, pending->multicall, std::move(reads).value(), portfolio.value().block.number,
                        contract_reverts(),
                        [pending, first = portfolio.value()](const Result<chain::ReadAnswers>& more) {
                          pending->done(with_requests(first, first.lido->request_ids, more));
                        });
}

}  // namespace

Result<void> read_portfolio(chain::Rpc& rpc, const chain::ContractBook& book, const PortfolioQuestion& question,
                            std::function<void(const Result<ChainPortfolio>&)> done) {
  BASIS_TRY(const chain::Address multicall, book.contract("alchemy", "multicall3"));
  const auto pending = std::make_shared<Pending>(Pending{rpc, book, multicall, std::move(done)});
  pending->plan = std::make_unique<Plan>(pending->book, multicall);
  Plan& plan = *pending->plan;
  plan.add_balances(
      question.wallet, [](ChainPortfolio & all) -> auto& { return all.balances; });
  BASIS_TRY(plan.add_allowances(question));
  BASIS_TRY(plan.add_flash_liquidity(question));
  BASIS_TRY(plan.add_quotes(question));
  BASIS_TRY(plan.add_aave(
      question, question.wallet, [](ChainPortfolio & all) -> auto& { return all.aave_v3; }));
  BASIS_TRY(plan.add_lido(question));
  BASIS_TRY(plan.add_etherfi(question));
  BASIS_TRY(plan.add_account(question));
  const chain::BlockPlace block = question.block ? chain::BlockPlace(*question.block) : chain::BlockPlace();
  chain::read_contracts(rpc, multicall, plan.reads(), block, contract_reverts(),
                        [pending](const Result<chain::ReadAnswers>& answers) { heard(pending, answers); });
  return ok();
}

}  // namespace basis

#include <algorithm>

#include "venues/client/venue_session.hpp"

namespace basis::client {
namespace {

constexpr std::size_t kMostPaid = 10'000;

}  // namespace

template <class Row>
void VenueSession::page(Request request, Result<Page<Row>> (SessionDialect::*read)(std::string_view, const Request&),
                        std::function<void(Row&, const CallAnswer&)> take, Ended done) {
  calls_.call(request, [this, request, read, take = std::move(take), done = std::move(done)](const CallAnswer& answer) {
    if (!running_) return;
    if (!answer.ok) return done(answer.text);
    Result<Page<Row>> rows = ((*dialect_).*read)(answer.body, request);
    if (!rows) return done(rows.error().text());
    for (Row& row : rows.value().rows) take(row, answer);
    if (!rows.value().next) return done({});
    page<Row>(std::move(*rows.value().next), read, take, done);
  });
}

template void VenueSession::page<AccountReport>(Request,
                                                Result<Page<AccountReport>> (SessionDialect::*)(std::string_view,
                                                                                                const Request&),
                                                std::function<void(AccountReport&, const CallAnswer&)>, Ended);
template void VenueSession::page<ListedOrder>(Request,
                                              Result<Page<ListedOrder>> (SessionDialect::*)(std::string_view,
                                                                                            const Request&),
                                              std::function<void(ListedOrder&, const CallAnswer&)>, Ended);

/// Windows of the longest span that the venue takes.
void VenueSession::page_fills(const Market& market, UtcTime since, std::function<void(std::vector<OrderReport>&&)> take,
                              Ended done) {
  const UtcTime now = calls_.venue_now();
  const UtcTime begin = std::max(since, now - traits_.fills_history);
  const UtcTime end = std::min(begin + traits_.fills_window - Nanos{1'000'000}, now);
  page_fills(market, end, dialect_->fills(market, begin, end), false, std::move(take), std::move(done));
}

/// The pages of a window, which may go past its end, then the next window.
void VenueSession::page_fills(const Market& market, UtcTime until, Request request, bool to_end,
                              std::function<void(std::vector<OrderReport>&&)> take, Ended done) {
  calls_.call(request, [this, &market, until, request, to_end, take = std::move(take),
                        done = std::move(done)](const CallAnswer& answer) {
    if (!running_) return;
    if (!answer.ok) return done(answer.text);
    Result<Page<OrderReport>> page = dialect_->read_fills(answer.body, request);
    if (!page) return done(page.error().text());
    const bool past = to_end || page.value().to_end;
    take(std::move(page.value().rows));
    if (page.value().next) return page_fills(market, until, std::move(*page.value().next), past, take, done);
    if (past || until + kSecond >= calls_.venue_now()) return done({});
    page_fills(market, until, take, done);
  });
}

/// Window by window, as the venue takes them; each payment is told once.
void VenueSession::page_payments(UtcTime since, std::function<void(const AccountReport&)> take, Ended done) {
  const auto requests = std::make_shared<std::deque<Request>>();
  for (Request& request : dialect_->payments(since, calls_.venue_now())) requests->push_back(std::move(request));
  page_payments(requests, std::move(take), std::move(done));
}

void VenueSession::page_payments(const std::shared_ptr<std::deque<Request>>& requests,
                                 std::function<void(const AccountReport&)> take, Ended done) {
  if (requests->empty()) return done({});
  Request request = std::move(requests->front());
  requests->pop_front();
  const auto taken = [this, take](AccountReport& paid, const CallAnswer&) {
    if (paid_.emplace(paid.market, paid.id).second) take(paid);
    while (paid_.size() > kMostPaid) paid_.erase(paid_.begin());
  };
  page<AccountReport>(std::move(request), &SessionDialect::read_payments, taken,
                      [this, requests, take, done](const std::string& error) {
                        error.empty() ? page_payments(requests, take, done) : done(error);
                      });
}

}  // namespace basis::client

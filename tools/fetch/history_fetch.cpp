#include "tools/fetch/history_fetch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis {
namespace {

using client::CallAnswer;
using client::HistoryKind;

constexpr int kMostTries = 8;
constexpr Nanos kMilli{1'000'000};

struct KindWords {
  std::string_view folder;  ///< empty: by the market's product
  std::string_view suffix;
};
constexpr KindWords kKinds[] = {{"", "_1h"}, {"mark", "_1h"}, {"funding", ""}};

UtcTime hour_of(UtcTime time) { return UtcTime::from_nanos(time.nanos() - time.nanos() % kHour.count); }

std::string_view product_word(const Market& market) { return market.is_spot() ? "spot" : "perp"; }

}  // namespace

/// Fetches one source, a series after the other.
class HistoryFetch::Worker final : private client::CallHost {
 public:
  Worker(HistoryFetch& all, FetchSource source)
      : all_(all),
        source_(std::move(source)),
        calls_(all.network_, *source_.dialects.market, {source_.rest, source_.rest}, *this),
        backoff_(kSecond, kSecond * 30, 0) {
    for (const Market* market : source_.markets)
      for (const HistoryKind kind : {HistoryKind::candles, HistoryKind::marks, HistoryKind::funding})
        plan(*market, kind);
    for (client::InstrumentQuery& query : source_.dialects.market->instruments(source_.markets))
      questions_.push_back(std::move(query));
  }

  void start() { ask_instruments(); }
  [[nodiscard]] bool done() const { return done_; }

 private:
  struct Series {
    const Market* market;
    HistoryKind kind;
    std::string path;
    std::deque<std::pair<UtcTime, UtcTime>>
        pages;  ///< first and last instant, by the order in which they are asked for
    std::optional<SeriesFile> file{};
  };

  void clock_refused() override {}
  void banned(UtcTime) override {}

  void plan(const Market& market, HistoryKind kind) {
    const Nanos span = source_.dialects.history->page_span(kind, market);
    if (span.count == 0) return;
    const KindWords& words = kKinds[static_cast<std::size_t>(kind)];
    const std::string_view folder = words.folder.empty() ? product_word(market) : words.folder;
    Series series{&market, kind, fmt::format("{}/{}_{}{}.csv", folder, source_.venue, market.symbol, words.suffix), {}};
    const FetchedFile* known = all_.manifest_.find(series.path);
    const auto add = [&](UtcTime from, UtcTime to) {
      for (UtcTime at = from; at <= to; at = at + span) series.pages.emplace_back(at, std::min(at + span - kHour, to));
    };
    if (known == nullptr || !known->from || !known->to) {
      add(all_.from_, all_.to_);
    } else {
      // What was asked for stays one span without a hole.
      if (all_.to_ > *known->to) add(*known->to + kHour, all_.to_);
      if (all_.from_ < *known->from) {
        std::deque<std::pair<UtcTime, UtcTime>> later;
        later.swap(series.pages);
        add(all_.from_, *known->from - kHour);
        std::reverse(series.pages.begin(), series.pages.end());
        series.pages.insert(series.pages.begin(), later.begin(), later.end());
      }
    }
    all_.pages_ += series.pages.size();
    if (!series.pages.empty()) series_.push_back(std::move(series));
  }

  void fail(std::string why) { all_.report_.faults.push_back(std::move(why)); }
  void stop(const Error& error) {
    if (!all_.failure_) all_.failure_ = error;
    done_ = true;
  }

  /// Asks again and again, with a growing wait, for what may work later. `refused`: it never will.
  void ask(const client::Request& request, std::function<void(const CallAnswer&)> take,
           std::function<void(const std::string&)> refused) {
    calls_.call(request, [this, request, take = std::move(take),
                          refused = std::move(refused)](const CallAnswer& answer) {
      if (answer.ok) {
        tries_ = 0;
        backoff_.reset();
        return take(answer);
      }
      if (answer.error.kind == ErrorClass::refused || answer.error.kind == ErrorClass::config ||
          ++tries_ == kMostTries) {
        tries_ = 0;
        return refused(answer.text);
      }
      retry_ = all_.network_.after(backoff_.next(), [this, request, take, refused] { ask(request, take, refused); });
    });
  }

  void ask_instruments() {
    if (questions_.empty()) return write_instruments();
    client::InstrumentQuery query = std::move(questions_.front());
    questions_.pop_front();
    ask(
        query.request,
        [this, asked = query.markets](const CallAnswer& answer) {
          auto rules = source_.dialects.market->read_instruments(answer.body, asked);
          if (!rules) {
            fail(fmt::format("{}: {}", source_.venue, rules.error().text()));
          } else {
            if (!rules.value().limits.empty()) calls_.budget().set_windows(rules.value().limits);
            for (client::InstrumentVerdict& verdict : rules.value().verdicts) verdicts_.push_back(std::move(verdict));
          }
          ask_instruments();
        },
        [this, asked = query.markets](const std::string& why) {
          for (const Market* market : asked) fail(fmt::format("{}: its rules: {}", market->key, why));
          ask_instruments();
        });
  }

  /// What the venue says of its markets now; no history of it is told anywhere.
  void write_instruments() {
    std::string text = "symbol,rule,value\n";
    std::size_t rows = 0;
    for (const client::InstrumentVerdict& verdict : verdicts_) {
      if (!verdict.listed) continue;
      text += fmt::format("{},status,{}\n", verdict.market->symbol, verdict.status);
      ++rows;
      for (const auto& [name, value] : verdict.told) {
        text += fmt::format("{},{},{}\n", verdict.market->symbol, name, plain_number(value).value_or(value));
        ++rows;
      }
      if (!verdict.fault.empty()) all_.report_.differing.push_back(verdict.fault);
    }
    if (rows == 0) return next();
    FetchedFile now;
    now.source = source_.rest.authority();
    now.rows = rows;
    const std::string path =
        fmt::format("instruments/{}_{}.csv", source_.venue, product_word(*source_.markets.front()));
    if (const auto put = all_.manifest_.put(path, text, std::move(now)); !put) return stop(put.error());
    next();
  }

  void next() {
    if (all_.failure_ || series_.empty()) {
      done_ = true;
      return;
    }
    Series& series = series_.front();
    if (!series.file) {
      std::vector<std::string> columns = {"open", "high", "low", "close"};
      if (series.kind == HistoryKind::candles) columns.emplace_back("volume");
      if (series.kind == HistoryKind::funding) {
        const auto names = source_.dialects.history->funding_columns();
        columns.assign(names.begin(), names.end());
      }
      series.file.emplace(all_.manifest_.folder() / series.path, columns);
      if (const auto read = series.file->read(); !read) return stop(read.error());
    }
    const auto [from, to] = series.pages.front();
    // What belongs to the last hour may be stamped a little after it.
    ask(
        source_.dialects.history->page(series.kind, *series.market, from, to + kHour - kMilli),
        [this](const CallAnswer& answer) { take(answer); }, [this](const std::string& why) { give_up(why); });
  }

  void give_up(const std::string& why) {
    Series& series = series_.front();
    fail(fmt::format("{}: from {}: {}", series.path, series.pages.front().first.to_string(), why));
    all_.taken_ += series.pages.size();
    series_.pop_front();
    next();
  }

  void take(const CallAnswer& answer) {
    Series& series = series_.front();
    const auto rows = source_.dialects.history->read(series.kind, answer.body);
    if (!rows) return give_up(rows.error().text());
    const auto [from, to] = series.pages.front();
    const std::size_t before = series.file->rows().size();
    for (const client::HistoryRow& row : rows.value()) {
      const bool candle = series.kind != HistoryKind::funding;
      if (!row.closed || row.at < from || row.at >= to + kHour) continue;
      if (candle && row.at != hour_of(row.at)) return give_up(fmt::format("a bar opens at {}", row.at.to_string()));
      std::vector<std::string> values;
      for (const std::string& value : row.values) {
        auto plain = plain_number(value);
        if (!plain) return give_up(fmt::format("{}: '{}' is no number", row.at.to_string(), value.substr(0, 40)));
        values.push_back(std::move(*plain));
      }
      series.file->put(row.at, values);
    }
    all_.report_.rows += series.file->rows().size() - before;
    if (const auto kept = keep(series, from, to); !kept) return stop(kept.error());
    series.pages.pop_front();
    ++all_.taken_;
    if (series.pages.empty()) series_.pop_front();
    next();
  }

  Result<void> keep(const Series& series, UtcTime from, UtcTime to) {
    FetchedFile now;
    if (const FetchedFile* known = all_.manifest_.find(series.path)) now = *known;
    const client::Request request = source_.dialects.history->page(series.kind, *series.market, from, to);
    now.source = fmt::format("{}{}{}", source_.rest.authority(), source_.rest.path, request.endpoint.path);
    now.from = now.from ? std::min(*now.from, from) : from;
    now.to = now.to ? std::max(*now.to, to) : to;
    now.rows = series.file->rows().size();
    if (!series.file->rows().empty()) {
      now.first = series.file->rows().begin()->first;
      now.last = series.file->rows().rbegin()->first;
    }
    return all_.manifest_.put(series.path, series.file->text(), std::move(now));
  }

  HistoryFetch& all_;
  FetchSource source_;
  client::Calls calls_;
  net::Backoff backoff_;
  int tries_ = 0;
  std::unique_ptr<net::Timer> retry_;
  std::deque<client::InstrumentQuery> questions_;
  std::vector<client::InstrumentVerdict> verdicts_;
  std::deque<Series> series_;
  bool done_ = false;
};

HistoryFetch::HistoryFetch(Manifest& manifest, UtcTime from, UtcTime to, std::vector<FetchSource> sources,
                           net::Network& network)
    : manifest_(manifest),
      from_(from),
      // Of an hour that goes on only its beginning is known.
      to_(std::min(to, hour_of(network.now_utc()) - kHour)),
      network_(network) {
  for (FetchSource& source : sources) workers_.push_back(std::make_unique<Worker>(*this, std::move(source)));
}

HistoryFetch::~HistoryFetch() = default;

void HistoryFetch::start() {
  for (const auto& worker : workers_) worker->start();
}

bool HistoryFetch::done() const {
  return failure_ || std::ranges::all_of(workers_, [](const auto& worker) { return worker->done(); });
}

std::pair<std::size_t, std::size_t> HistoryFetch::progress() const { return {taken_, pages_}; }

Result<HistoryFetch::Report> HistoryFetch::result() const {
  if (failure_) return *failure_;
  return report_;
}

}  // namespace basis

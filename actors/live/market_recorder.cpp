#include "actors/live/market_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/book_requests.hpp"
#include "venues/feed_markets.hpp"
#include "venues/recorded_frame.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

/// Books that lack a snapshot, silent streams and full files are looked for so often.
constexpr Nanos kLookEvery{100'000'000};
/// A book that has heard nothing for so long is not in step; its stream is subscribed again.
constexpr Nanos kSilent = kSecond * 30;

MonoTime mono_of(UtcTime time) { return MonoTime::from_nanos(time.nanos()); }

}  // namespace

/// One protocol: its feed, and the books that a replay of the current file has.
class MarketRecorder::Line final : public MarketFeedListener {
 public:
  Line(MarketRecorder& all, RecordedVenue at, std::vector<const Market*> markets)
      : all_(all),
        at_(std::move(at)),
        markets_(std::move(markets)),
        network_(*all.parts_.network, all.recorder_->tap(at_.venue)) {}

  Result<void> open() {
    BASIS_TRY(begin_books());
    MarketFeedSettings settings{markets_, at_.rest, at_.streams, kSilent};
    BASIS_TRY(feed_, make_market_feed(at_.venue, std::move(settings), network_, *this));
    return ok();
  }
  /// Empty books, as a replay that begins here has.
  Result<void> begin_books() {
    BASIS_TRY(books_, Feed::create(at_.venue, markets_, {}, {}));
    in_step_ = false;
    return ok();
  }
  [[nodiscard]] MarketFeed& feed() { return *feed_; }

  void on_market_data(const MarketData& data) override {
    if (data.answer) {
      books_->take_answer(data.frame);
      const std::string symbol = symbol_of_url(data.frame.channel);
      for (const Market* market : markets_)
        if (market->native == symbol) requests_.answered(market->id, data.frame.received);
    } else {
      ++all_.heard_;
      books_->take(data.frame);
    }
  }
  void on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) override {
    books_->connection_lost(connection, received, at);
  }
  void on_feed_alert(const SessionAlert& alert, UtcTime) override {
    const std::string line = fmt::format("{}: {}", name(), alert.text);
    if (line != alert_) all_.parts_.tell(line);
    alert_ = line;
  }
  void on_listing(const std::vector<MarketId>& unlisted, UtcTime) override {
    unlisted_ = unlisted;
    listing_known_ = true;
  }

  [[nodiscard]] std::string_view name() const { return feed_venue_info(at_.venue).name; }
  [[nodiscard]] bool listing_known() const { return listing_known_; }
  [[nodiscard]] bool lists(const std::string& symbol) const {
    return std::ranges::none_of(unlisted_, [&](MarketId id) { return all_.universe_[id].native == symbol; });
  }

  void look(UtcTime now) {
    if (!listing_known_) return;
    books_->check_silence(kSilent, now, mono_of(now));
    for (const auto& followed : books_->followed())
      if (lacks_snapshot(*followed) && requests_.due(followed->market.id, now))
        feed_->request_book(followed->market.id);
    judge(now);
  }
  [[nodiscard]] bool whole() const { return listing_known_ && out_of_step() == nullptr; }

 private:
  /// Before its stream is heard nothing joins a snapshot.
  static bool lacks_snapshot(const Feed::Followed& followed) {
    const OrderBook& book = followed.book;
    return book.wants_snapshot() && book.state() != BookState::empty && followed.heard >= book.since();
  }
  [[nodiscard]] const Feed::Followed* out_of_step() const {
    for (const auto& followed : books_->followed())
      if (followed->book.state() != BookState::live && lists(followed->market.native)) return followed.get();
    return nullptr;
  }
  /// Tells when books leave their step and are back in it.
  void judge(UtcTime now) {
    const Feed::Followed* const out = out_of_step();
    if (std::exchange(in_step_, out == nullptr) == in_step_) return;
    if (out != nullptr) {
      broken_ = now;
      all_.parts_.tell(fmt::format("{}: a gap from here on: the order book of {} is not whole ({})", name(),
                                   out->market.native, to_string(out->book.reason())));
    } else if (const auto since = std::exchange(broken_, std::nullopt)) {
      all_.parts_.tell(fmt::format("{}: the order books are whole again after {:.1f} s", name(),
                                   static_cast<double>((now - *since).count) / 1e9));
    }
  }

  MarketRecorder& all_;
  RecordedVenue at_;
  std::vector<const Market*> markets_;
  net::TappedNetwork network_;
  std::unique_ptr<Feed> books_;
  std::vector<MarketId> unlisted_;
  bool listing_known_ = false;
  BookRequests requests_;
  bool in_step_ = false;  ///< all books, when last looked
  std::optional<UtcTime> broken_;
  std::string alert_;  ///< the last one, which is not repeated
  std::unique_ptr<MarketFeed> feed_;
};

std::filesystem::path recording_file(const std::filesystem::path& first, int number) {
  if (number == 1) return first;
  std::filesystem::path file = first;
  file.replace_filename(fmt::format("{}-{}{}", first.stem().string(), number, first.extension().string()));
  return file;
}

MarketRecorder::MarketRecorder(Parts parts) : parts_(std::move(parts)) {}
MarketRecorder::~MarketRecorder() = default;

Result<std::unique_ptr<MarketRecorder>> MarketRecorder::create(Parts parts) {
  std::unique_ptr<MarketRecorder> made(new MarketRecorder(std::move(parts)));
  const Parts& given = made->parts_;
  std::error_code code;
  const auto second = recording_file(given.file, 2);
  if ((given.file_bytes != 0 || given.file_time.count != 0) && std::filesystem::exists(second, code))
    return Error(ErrorKind::usage, second.string() + ": File exists, and is what this recording would go on in");
  made->file_began_ = given.network->now_utc();
  auto recorder = SessionRecorder::create(given.file, made->file_began_, given.recording);
  // A file that cannot be created is a usage error, because the command line names it.
  if (!recorder) return Error(ErrorKind::usage, recorder.error().lines);
  made->recorder_ = std::move(recorder).value();
  made->files_.push_back(given.file);
  if (const auto added = made->add_lines(); !added) {
    made->discard();
    return added.error();
  }
  return made;
}

Result<void> MarketRecorder::add_lines() {
  std::vector<SeenSymbol> seen;
  for (const RecordedVenue& venue : parts_.venues)
    for (const std::string& symbol : parts_.symbols) seen.push_back({venue.venue, symbol, 0});
  BASIS_TRY(const std::vector<MarketId> followed, follow_markets(seen, *parts_.settings, universe_));
  for (std::size_t i = 0; i < parts_.venues.size(); ++i) {
    std::vector<const Market*> markets;
    for (std::size_t j = 0; j < parts_.symbols.size(); ++j)
      markets.push_back(&universe_[followed[i * parts_.symbols.size() + j]]);
    lines_.push_back(std::make_unique<Line>(*this, parts_.venues[i], std::move(markets)));
    BASIS_TRY(lines_.back()->open());
  }
  return ok();
}

void MarketRecorder::start() {
  for (const auto& line : lines_) line->feed().start();
}

/// Once every venue has said what it lists.
Result<void> MarketRecorder::check_listing() {
  if (listing_checked_ || !std::ranges::all_of(lines_, [](const auto& line) { return line->listing_known(); }))
    return ok();
  listing_checked_ = true;
  std::vector<std::string> faults;
  for (const std::string& symbol : parts_.symbols) {
    std::vector<std::string_view> without;
    for (const auto& line : lines_)
      if (!line->lists(symbol)) without.push_back(line->name());
    if (without.empty()) continue;
    const bool nowhere = without.size() == lines_.size();
    const std::string text = fmt::format("'{}' is not listed by {}", symbol, fmt::join(without, " and "));
    if (nowhere || parts_.every_venue)
      faults.push_back(fmt::format("--markets: {}; a symbol is written as the venue does: BTCUSDT", text));
    else
      parts_.tell(text + "; it is left out there");
  }
  if (faults.empty()) return ok();
  refused_ = true;
  return Error(ErrorKind::usage, std::move(faults));
}

Result<void> MarketRecorder::turn() {
  if (recorder_->failure()) return *recorder_->failure();
  const UtcTime now = parts_.network->now_utc();
  if (now < next_look_) return ok();
  next_look_ = now + kLookEvery;
  BASIS_TRY(check_listing());
  for (const auto& line : lines_) line->look(now);
  const bool full = parts_.file_bytes != 0 && recorder_->written() >= parts_.file_bytes;
  const bool old = parts_.file_time.count != 0 && now - file_began_ >= parts_.file_time;
  return full || old ? next_file(now) : Result<void>(ok());
}

Result<void> MarketRecorder::next_file(UtcTime now) {
  std::error_code code;
  std::filesystem::path file;
  for (int number = static_cast<int>(files_.size()) + 1;; ++number) {
    file = recording_file(parts_.file, number);
    if (!std::filesystem::exists(file, code)) break;
  }
  BASIS_TRY(recorder_->change_file(file, now));
  files_.push_back(std::move(file));
  file_began_ = now;
  for (const auto& line : lines_) {
    BASIS_TRY(line->begin_books());
    line->feed().subscribe_again();
  }
  return ok();
}

bool MarketRecorder::whole() const {
  return std::ranges::all_of(lines_, [](const auto& line) { return line->whole(); });
}

Result<void> MarketRecorder::finish() {
  // What is closed after that is no loss of a connection.
  BASIS_TRY(recorder_->close());
  for (const auto& line : lines_) line->feed().stop();
  if (heard_ != 0) return ok();
  discard();
  return Error(ErrorKind::data, "no market data came, and nothing was recorded");
}

void MarketRecorder::discard() {
  std::error_code code;
  if (heard_ == 0 || refused_) std::filesystem::remove(parts_.file, code);
}

}  // namespace basis

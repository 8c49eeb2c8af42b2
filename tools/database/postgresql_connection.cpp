#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <pqxx/pqxx>

#include "core/history/csv_file.hpp"
#include "tools/database/sql_connection.hpp"

namespace basis {
namespace {

// Number of rows per fetch from the server: a few megabytes.
constexpr int kRowsAtOnce = 20'000;
// A host that drops packets must not block a run. PostgreSQL's own variable and option have
// priority.
constexpr std::string_view kConnectTimeout = "connect_timeout=10";

// A timestamp without time zone, always UTC, so that `WHERE time >= '2024-06-01'` means the same in
// every session.
constexpr SqlDialect kPostgresql{"TIMESTAMP", ""};

using ReadTransaction = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;

/// Writes rows of `N` columns to a COPY. This version of libpqxx takes only tuples, whose length is
/// part of their type.
template <std::size_t N>
void copy_rows(pqxx::stream_to& copy, const SqlConnection::RowFeed& feed) {
  std::vector<std::optional<std::string>> row;
  while (feed(row)) {
    std::array<const char*, N> texts{};
    for (std::size_t i = 0; i < N; ++i) texts[i] = row.at(i) ? row[i]->c_str() : nullptr;
    copy << texts;
  }
}

using CopyRows = void (*)(pqxx::stream_to&, const SqlConnection::RowFeed&);

template <std::size_t... N>
constexpr std::array<CopyRows, sizeof...(N)> copiers(std::index_sequence<N...>) {
  return {&copy_rows<N + 1>...};
}

// Indexed by number of columns, from 1; the longest row has file, line, time and the fields of a
// CSV line.
constexpr auto kCopiers = copiers(std::make_index_sequence<3 + CsvLine::kMaxFields>());

std::string_view view(const pqxx::field& field) { return {field.c_str(), field.size()}; }

class PostgresqlConnection final : public SqlConnection {
 public:
  PostgresqlConnection(std::unique_ptr<pqxx::connection> connection, const DatabaseUrl& url)
      : connection_(std::move(connection)),
        without_password_([&url](const std::string& words) { return url.without_password(words); }) {}

  const SqlDialect& dialect() const override { return kPostgresql; }

  Result<void> begin(Access access) override {
    return told([&] {
      if (access == Access::read)
        transaction_ = std::make_unique<ReadTransaction>(*connection_);
      else
        transaction_ = std::make_unique<pqxx::work>(*connection_);
    });
  }

  Result<void> commit() override {
    return told([&] {
      transaction_->commit();
      transaction_.reset();
    });
  }

  int socket() const override { return connection_->sock(); }

  void roll_back() override { transaction_.reset(); }

  Result<std::set<std::string>> tables() override {
    // Tables are made in the first schema, so only those in it are the dataset's; one in a later schema belongs to
    // another. information_schema would leave out tables that this user may not read.
    BASIS_TRY(const auto found,
              rows("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()", {}));
    std::set<std::string> names;
    for (const Texts& row : found) names.insert(row.front());
    return names;
  }

  Result<std::size_t> run(const std::string& sql, const Texts& parameters) override {
    std::size_t changed = 0;
    BASIS_TRY(told([&] { changed = execute(sql, parameters).affected_rows(); }));
    return changed;
  }

  Result<std::vector<Texts>> rows(const std::string& sql, const Texts& parameters) override {
    std::vector<Texts> found;
    BASIS_TRY(told([&] {
      for (const pqxx::row& row : execute(sql, parameters)) {
        Texts& texts = found.emplace_back();
        for (const pqxx::field& field : row) texts.emplace_back(view(field));
      }
    }));
    return found;
  }

  Result<void> each_line(const std::string& sql, const LineSink& sink) override {
    return told([&] {
      pqxx::icursorstream cursor(*transaction_, sql, "lines", kRowsAtOnce);
      for (pqxx::result block; cursor >> block;)
        for (const pqxx::row& row : block)
          sink(row[0].as<std::int64_t>(), row[1].is_null() ? std::nullopt : std::optional(view(row[1])));
    });
  }

  Result<void> append(const std::string& table, const Texts& columns, const RowFeed& feed) override {
    return told([&] {
      Texts quoted;
      for (const std::string& column : columns) quoted.push_back(connection_->quote_name(column));
      pqxx::stream_to copy(*transaction_, table, quoted);
      kCopiers.at(columns.size() - 1)(copy, feed);
      copy.complete();
    });
  }

 private:
  pqxx::result execute(const std::string& sql, const Texts& parameters) {
    return transaction_->exec_params(sql, pqxx::prepare::make_dynamic_params(parameters));
  }

  /// Runs `work` and turns exceptions of the library into errors.
  template <class Work>
  Result<void> told(Work work) {
    try {
      work();
      return ok();
    } catch (const pqxx::failure& failed) {
      return Error(ErrorKind::data, without_password_(failed.what()));
    } catch (const pqxx::conversion_error& strange) {
      return Error(ErrorKind::data, without_password_(strange.what()));
    }
  }

  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<pqxx::transaction_base> transaction_;
  std::function<std::string(const std::string&)> without_password_;
};

/// libpq's message about a malformed address; empty when it is valid.
std::string malformed(const std::string& address) {
  char* words = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(address.c_str(), &words),
                                                                               &PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> owned(words, &PQfreemem);
  if (options) return {};
  return words == nullptr ? "out of memory" : words;
}

std::string with_defaults(std::string address, const std::vector<std::string>& defaults) {
  const auto add = [&address](std::string_view option) {
    const std::string_view name = option.substr(0, option.find('=') + 1);
    if (address.find(name) != std::string::npos) return;
    address += address.find('?') == std::string::npos ? '?' : '&';
    address += option;
  };
  for (const std::string& option : defaults) add(option);
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) add(kConnectTimeout);
  return address;
}

}  // namespace

bool postgresql_answers(const DatabaseUrl& url, const std::vector<std::string>& defaults) {
  return PQping(with_defaults(std::string(url.reveal()), defaults).c_str()) == PQPING_OK;
}

Result<std::unique_ptr<SqlConnection>> connect_postgresql(const DatabaseUrl& url,
                                                          const std::vector<std::string>& defaults) {
  const std::string address(url.reveal());
  if (const std::string words = malformed(address); !words.empty())
    return Error(ErrorKind::usage, "malformed database address: " + url.without_password(words));
  try {
    auto connection = std::make_unique<pqxx::connection>(with_defaults(address, defaults));
    // Text is exchanged as UTF-8, whatever the caller's locale is.
    connection->set_client_encoding("UTF8");
    return std::unique_ptr<SqlConnection>(std::make_unique<PostgresqlConnection>(std::move(connection), url));
  } catch (const pqxx::failure& failed) {
    return Error(ErrorKind::data, url.without_password(failed.what()));
  }
}

}  // namespace basis

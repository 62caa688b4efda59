// SPDX-License-Identifier: Apache-2.0
// What publishes, describes and labels in a library in a folder, with each of its calls failing once, and stopped at
// each.
#include "library_rows.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem::test;

namespace {

// `latest` lags, which readers tolerate and the next change mends:
const QString latest = u"entries prompts/\\S+|makeLink \\S+ at prompts/\\S+/TMP|rename \\S+ to prompts/\\S+/latest"_s;

Label label(const char *text)
{
    return *Label::parse(QString::fromLatin1(text));
}

class Bytes final : public ByteSource
{
public:
    explicit Bytes(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}
    Result<qsizetype> read(std::span<char> buffer) override
    {
        const auto count = std::min<qsizetype>(std::ssize(buffer), m_bytes.size() - m_at);
        std::ranges::copy(m_bytes.sliced(m_at, count), buffer.begin());
        m_at += count;
        return count;
    }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

Result<QString> storeStream(Storage &storage, const QByteArray &content, const std::stop_token &stop)
{
    Bytes bytes(content);
    return done(
        storage.capabilities().streams->storeContent(prompt("new/one", "1.0.0", content).metadata, bytes, stop));
}

Rows publishingRows()
{
    return {
        {.name = "store a new prompt",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.store(prompt("new/one", "1.0.0", "new"), stop)); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store a new version",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.store(prompt("kept", "2.0.0", "new"), stop)); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store the same again",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.store(prompt("kept", "1.0.0", "one"), stop)); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store many",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const std::vector<Prompt> prompts{prompt("new/one", "1.0.0", "1"), prompt("new/one", "1.1.0", "2"),
                                                   prompt("kept", "2.0.0", "3")};
                 return doneAll(s.capabilities().batches->storeMany(prompts, {}, stop));
             },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 42,
         .callsBetweenLooks = 36},
        {.name = "store a stream",
         .act = [](Storage &s, const std::stop_token &stop) { return storeStream(s, "short", stop); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store a long stream",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return storeStream(s, QByteArray(1'100'000, 'x'), stop); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 18,
         .callsBetweenLooks = 14},
        {.name = "update metadata",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 MetadataPatch patch;
                 patch.description = u"changed"_s;
                 return done(s.capabilities().metadata->updateMetadata(name("kept"), version("1.0.0"), patch, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "update nothing",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().metadata->updateMetadata(name("kept"), version("1.0.0"), {}, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "set a label",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(
                     s.capabilities().labels->setLabel(name("kept"), label("beta"), version("1.1.0"), {}, stop));
             },
         .untold = {writersTag}},
        {.name = "set a label again",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(
                     s.capabilities().labels->setLabel(name("kept"), label("production"), version("1.0.0"), {}, stop));
             },
         .untold = {writersTag}},
        {.name = "remove a label",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().labels->removeLabel(name("kept"), label("production"), {}, stop));
             },
         .untold = {writersTag}},
    };
}

} // namespace

class TestFilesystemPublishingCalls : public QObject
{
    Q_OBJECT

private slots:
    void publishing_data() { columnsOf(publishingRows()); }
    void publishing() { tryRow(publishingRows()); }
};

QTEST_GUILESS_MAIN(TestFilesystemPublishingCalls)
#include "test_filesystem_publishing_calls.moc"

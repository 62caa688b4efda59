// SPDX-License-Identifier: Apache-2.0
#include "conformance_test.h"

#include "pulse/test/temporaries.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("What the case rests on failed: %s", qUtf8Printable(result.error().toString()));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

} // namespace

void ConformanceTest::initTestCase_data()
{
    keepTemporariesInMemory();
    QTest::addColumn<QByteArray>("harness");
    for (const Harness &harness : harnesses())
        QTest::newRow(harness.name.constData()) << harness.name;
}

void ConformanceTest::init()
{
    QFETCH_GLOBAL(const QByteArray, harness);
    const QByteArray now = harness + ' ' + QTest::currentTestFunction();
    if (m_storage && std::exchange(m_case, now) == now) {
        ++m_row;
        return;
    }
    cleanupTestCase();
    m_case = now;
    m_harness = &*std::ranges::find(harnesses(), harness, &Harness::name);
    if (m_harness->whyNot) {
        if (!m_whyNot.contains(harness))
            m_whyNot[harness] = m_harness->whyNot();
        if (!m_whyNot[harness].isEmpty())
            QSKIP(qPrintable(m_whyNot[harness]));
    }
    m_clock = std::make_shared<ManualClock>(makeTime(u"2024-06-01T12:00:00Z"));
    m_library = m_harness->make();
    m_storage = must(m_library.open(makeOptions(m_clock)));
    m_can = m_storage->capabilities();
}

bool ConformanceTest::isShared() const
{
    return m_sharing.contains(QByteArrayView(QTest::currentTestFunction())) && !QTest::currentTestFailed();
}

void ConformanceTest::cleanup()
{
    if (!isShared())
        cleanupTestCase();
}

void ConformanceTest::cleanupTestCase()
{
    m_row = 0;
    m_can = {};
    m_storage.reset();
    m_library = {};
}

std::shared_ptr<Storage> ConformanceTest::another(bool readOnly) const
{
    OpenOptions options = makeOptions(m_clock);
    options.mode = OpenOptions::Mode::Existing;
    options.readOnly = readOnly;
    return must(m_library.open(options));
}

Metadata ConformanceTest::publish(QStringView name, QStringView version) const
{
    return publish(makePrompt(name, version));
}

Metadata ConformanceTest::publish(const Prompt &prompt) const
{
    return must(storage().store(prompt, {})).metadata;
}

void ConformanceTest::publishAll(std::span<const Prompt> prompts) const
{
    if (!can().batches) {
        for (const Prompt &prompt : prompts)
            publish(prompt);
        return;
    }
    for (auto &receipt : can().batches->storeMany(prompts, {}, {}))
        must(std::move(receipt));
}

void ConformanceTest::point(QStringView name, QStringView label, QStringView version) const
{
    must(can().labels->setLabel(makeName(name), makeLabel(label), makeVersion(version), {}, {}));
}

QString ConformanceTest::versionsOf(Storage &storage, QStringView name)
{
    const auto versions = storage.capabilities().versions->versions(makeName(name), {});
    if (!versions)
        return versions.error().code() == ErrorCode::NotFound ? QString() : versions.error().toString();
    QStringList texts;
    for (const Version &version : *versions)
        texts.append(version.toString());
    return texts.join(u' ');
}

QStringList ConformanceTest::namesIn(Storage &storage)
{
    QStringList names;
    const auto page = storage.list({}, {});
    if (!page)
        return {page.error().toString()};
    for (const ListItem &item : page->items)
        names.append(item.path);
    names.sort();
    return names;
}

QString ConformanceTest::labelsOf(Storage &storage, QStringView name)
{
    const auto labels = storage.capabilities().labels->labels(makeName(name), {});
    if (!labels)
        return labels.error().codeName();
    QStringList texts;
    for (const auto &[label, version] : *labels)
        texts.append(label.toString() + u'=' + version.toString());
    return texts.join(u' ');
}

std::stop_token stopped()
{
    std::stop_source source;
    source.request_stop();
    return source.get_token();
}

QString flawOf(const Error &error)
{
    if (error.operation().isEmpty())
        return u"The error does not say which operation failed: "_s + error.toString();
    if (error.subject().isEmpty())
        return u"The error does not say on what: "_s + error.toString();
    if (error.message().size() < 10 || !error.message().endsWith(u'.'))
        return u"The error's message is no sentence: "_s + error.toString();
    return {};
}

} // namespace pulse::test

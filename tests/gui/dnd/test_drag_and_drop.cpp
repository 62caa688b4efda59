// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

constexpr int patience = 20'000; // milliseconds until something that ought to happen is missing

/// A program that talks in lines.
class Program
{
public:
    ~Program()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.closeWriteChannel();
        if (m_process.waitForFinished(2000))
            return;
        m_process.terminate();
        if (!m_process.waitForFinished(2000)) {
            m_process.kill();
            m_process.waitForFinished(2000);
        }
    }

    bool start(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
    {
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program, arguments);
        return m_process.waitForStarted();
    }

    void ask(const QByteArray &line) { m_process.write(line + '\n'); }

    /// The first line from now on that begins so; empty when it does not come.
    QByteArray waitFor(const QByteArray &begin, int milliseconds = patience)
    {
        const QDeadlineTimer deadline(milliseconds);
        for (;;) {
            while (m_process.canReadLine()) {
                const QByteArray line = m_process.readLine().trimmed();
                m_seen.append(line);
                if (line.startsWith(begin))
                    return line;
            }
            if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning)
                return {};
            m_process.waitForReadyRead(static_cast<int>(std::max<qint64>(1, deadline.remainingTime())));
        }
    }

    [[nodiscard]] QByteArray said() const { return m_seen.join(" | "); }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

private:
    QProcess m_process;
    QByteArrayList m_seen;
};

QPoint pointIn(const QByteArray &line)
{
    const QByteArrayList parts = line.split(' ');
    return parts.size() == 3 ? QPoint(parts[1].toInt(), parts[2].toInt()) : QPoint();
}

} // namespace

class TestDragAndDrop : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void aPromptGoesOutAsFileAndText();
    void aFileComesInAsAPrompt();

private:
    bool pointer(const QStringList &arguments);
    bool dragTo(const QPoint &from, const QPoint &to);
    /// Moves the held pointer about a place until that program says a line that begins so.
    QByteArray hoverUntil(const QPoint &place, Program &program, const QByteArray &begin);
    [[nodiscard]] QPoint placeOf(Program &program, const QByteArray &question);
    void takePicture(const QString &name);

    std::unique_ptr<TemporaryLibrary> library;
    QTemporaryDir files;
    QProcess server;
    std::unique_ptr<Program> manager;
    std::unique_ptr<Program> host;
    std::unique_ptr<Program> peer;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QByteArray content = QByteArray("Dear {{name}},\r\nw\xC3\xA4re 20 \xE2\x82\xAC genug?\n");
};

void TestDragAndDrop::initTestCase()
{
    for (const QString &tool : {u"Xvfb"_s, u"xdotool"_s, u"openbox"_s}) {
        if (QStandardPaths::findExecutable(tool).isEmpty())
            QSKIP(qPrintable(u"%1 is not installed; dragging with a real pointer was not tried."_s.arg(tool)));
    }
    // The server itself finds a free display and tells its number.
    server.setProcessChannelMode(QProcess::SeparateChannels);
    server.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"720x500x24"_s, u"-nolisten"_s, u"tcp"_s});
    QVERIFY(server.waitForStarted());
    while (!server.canReadLine())
        QVERIFY2(server.waitForReadyRead(patience), "Xvfb did not say on which display it is.");
    environment.insert(u"DISPLAY"_s, u':' + QString::fromLatin1(server.readLine().trimmed()));
    environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    environment.remove(u"WAYLAND_DISPLAY"_s);
    manager = std::make_unique<Program>();
    QVERIFY(manager->start(u"openbox"_s, {}, environment));

    library = std::make_unique<TemporaryLibrary>();
    QVERIFY(library->storage().store(makePrompt(u"support/refund-reply", u"1.0.0"), {}));
    QVERIFY(library->storage().store(makePrompt(u"support/refund-reply", u"1.2.0", content), {}));
    QVERIFY(library->storage().store(makePrompt(u"marketing/launch", u"2.0.0-rc.1"), {}));
    QFile note(files.filePath(u"shipping-note.md"_s));
    QVERIFY(note.open(QIODevice::WriteOnly));
    note.write(content);
    note.close();

    const QString programs = QStringLiteral(PULSE_TEST_PROGRAMS);
    host = std::make_unique<Program>();
    peer = std::make_unique<Program>();
    QVERIFY(host->start(programs + u"/dnd-host"_s, {library->path()}, environment));
    QVERIFY(peer->start(programs + u"/dnd-peer"_s, {note.fileName()}, environment));
    QVERIFY2(!host->waitFor("painted").isEmpty(), host->said().constData());
    QVERIFY2(!peer->waitFor("shown").isEmpty(), peer->said().constData());
}

void TestDragAndDrop::cleanupTestCase()
{
    host.reset();
    peer.reset();
    manager.reset();
    server.terminate();
    server.waitForFinished(5000);
}

bool TestDragAndDrop::pointer(const QStringList &arguments)
{
    QProcess tool;
    tool.setProcessEnvironment(environment);
    tool.start(u"xdotool"_s, arguments);
    return tool.waitForFinished(patience) && tool.exitCode() == 0;
}

bool TestDragAndDrop::dragTo(const QPoint &from, const QPoint &to)
{
    const auto move = [](const QPoint &point) {
        return QStringList{u"mousemove"_s, u"--sync"_s, QString::number(point.x()), QString::number(point.y())};
    };
    bool done = pointer({u"mousemove"_s, QString::number(from.x()), QString::number(from.y())}) &&
                pointer({u"mousedown"_s, u"1"_s});
    for (int step = 1; done && step <= 8; ++step)
        done = pointer(move(from + (to - from) * step / 8));
    return done;
}

QByteArray TestDragAndDrop::hoverUntil(const QPoint &place, Program &program, const QByteArray &begin)
{
    const QDeadlineTimer deadline(patience);
    for (int step = 0; !deadline.hasExpired(); ++step) {
        const QPoint point = place + QPoint(step % 2, 0);
        if (!pointer({u"mousemove"_s, QString::number(point.x()), QString::number(point.y())}))
            return {};
        if (const QByteArray line = program.waitFor(begin, 100); !line.isEmpty())
            return line;
    }
    return {};
}

QPoint TestDragAndDrop::placeOf(Program &program, const QByteArray &question)
{
    const QDeadlineTimer deadline(patience);
    while (!deadline.hasExpired()) {
        program.ask(question);
        const QByteArray line = program.waitFor({}, 1000);
        if (line.startsWith("at "))
            return pointIn(line);
    }
    return {};
}

void TestDragAndDrop::takePicture(const QString &name)
{
    if (QStandardPaths::findExecutable(u"import"_s).isEmpty())
        return;
    QProcess tool;
    tool.setProcessEnvironment(environment);
    tool.start(u"import"_s, {u"-window"_s, u"root"_s, QStringLiteral(PULSE_TEST_PROGRAMS) + u'/' + name});
    tool.waitForFinished(patience);
}

void TestDragAndDrop::aPromptGoesOutAsFileAndText()
{
    const QPoint prompt = placeOf(*host, "where support/refund-reply");
    const QPoint place = placeOf(*peer, "taker");
    QVERIFY2(!prompt.isNull() && !place.isNull(), host->said().constData());
    QVERIFY(dragTo(prompt, place));
    QVERIFY2(!hoverUntil(place, *peer, "enter").isEmpty(), "The drag did not reach the other program.");
    takePicture(u"dnd-out.png"_s);
    QVERIFY(pointer({u"mouseup"_s, u"1"_s}));
    const QByteArray url = peer->waitFor("url ");
    QVERIFY2(!url.isEmpty(), peer->said().constData());
    const QByteArray text = peer->waitFor("text ");
    QVERIFY(!peer->waitFor("dropped").isEmpty());

    QFile file(QUrl::fromEncoded(url.sliced(4)).toLocalFile());
    QCOMPARE(QFileInfo(file).fileName(), u"refund-reply-1.2.0.md"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), content);
    QCOMPARE(QByteArray::fromPercentEncoding(text.sliced(5)), content);
    QVERIFY(library->storage().fetch(makeName(u"support/refund-reply"), makeVersion(u"1.2.0"), {}));
}

void TestDragAndDrop::aFileComesInAsAPrompt()
{
    const QPoint file = placeOf(*peer, "giver");
    const QPoint folder = placeOf(*host, "where support");
    QVERIFY(!file.isNull() && !folder.isNull());
    QVERIFY(dragTo(file, folder));
    QVERIFY(!hoverUntil(folder, *peer, "dragging").isEmpty());
    for (int step = 0; step < 4; ++step)
        QVERIFY(pointer({u"mousemove"_s, QString::number(folder.x() + step), QString::number(folder.y())}));
    takePicture(u"dnd-in.png"_s);
    QVERIFY(pointer({u"mouseup"_s, u"1"_s}));
    const QByteArray asked = host->waitFor("import ");
    QVERIFY2(!asked.isEmpty(), host->said().constData());
    QCOMPARE(asked, "import support " + files.filePath(u"shipping-note.md"_s).toUtf8());
    QCOMPARE(host->waitFor("imported"), "imported 1");
    const auto prompt = library->storage().fetch(makeName(u"support/shipping-note"), makeVersion(u"1.0.0"), {});
    QVERIFY(prompt);
    QCOMPARE(prompt->content, content);
    QVERIFY(!placeOf(*host, "where support/shipping-note").isNull());
}

QTEST_GUILESS_MAIN(TestDragAndDrop)
#include "test_drag_and_drop.moc"

// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/standard_library_host.h"
#include "pulse/ui/common/translations.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/shell/main_window.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolBar>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

using Texts = QSet<std::pair<QString, QString>>; // context and source

Texts textsOf(const QString &path)
{
    Texts texts;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return texts;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == "name"_L1)
            context = xml.readElementText();
        else if (xml.isStartElement() && xml.name() == "source"_L1)
            texts.insert({context, xml.readElementText()});
    }
    return texts;
}

// Translates nothing, and remembers what the window asks for.
class Recorder : public QTranslator
{
public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        m_asked.insert({QString::fromUtf8(context), QString::fromUtf8(source)});
        return {};
    }
    [[nodiscard]] const Texts &asked() const { return m_asked; }

private:
    mutable Texts m_asked;
};

// Each key of a menu that two of its entries claim.
QStringList sharedMnemonics(const QList<QAction *> &actions)
{
    QMap<QString, QStringList> claims;
    for (const QAction *action : actions) {
        if (const QKeySequence key = QKeySequence::mnemonic(action->text()); !key.isEmpty() && action->isVisible())
            claims[key.toString()].append(action->text());
    }
    QStringList shared;
    for (const QStringList &texts : claims) {
        if (texts.size() > 1)
            shared.append(texts.join(" | "_L1));
    }
    return shared;
}

// What is shown with less room than its text takes; a sentence of its own when there is nothing to look at.
QStringList cutOff(const QWidget &window)
{
    QStringList cut;
    int examined = 0;
    const auto examine = [&](const QWidget *widget, const QString &text, int needed) {
        if (text.isEmpty() || !widget->isVisible())
            return;
        ++examined;
        if (widget->width() < needed)
            cut.append(u"%1 (%2 of %3)"_s.arg(text).arg(widget->width()).arg(needed));
    };
    for (const auto *button : window.findChildren<QAbstractButton *>())
        examine(button, button->text(), button->minimumSizeHint().width());
    for (const auto *label : window.findChildren<QLabel *>()) {
        if (!label->wordWrap())
            examine(label, label->text(), label->minimumSizeHint().width());
    }
    if (examined < 8)
        cut.append(u"only %1 texts are shown"_s.arg(examined));
    return cut;
}

} // namespace

class TestTranslatedWindow : public QObject
{
    Q_OBJECT

    // A window over the sample library of a person who has just begun, with a prompt open.
    void open(const QSize &size = {1280, 800})
    {
        m_home = std::make_unique<QTemporaryDir>();
        for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            qputenv(variable, m_home->filePath(QString::fromLatin1(variable).toLower()).toLocal8Bit());
        qunsetenv("PULSE_LIBRARY");
        const auto clock = std::make_shared<SystemClock>();
        const auto settings = std::make_shared<Settings>();
        const auto host = std::make_shared<StandardLibraryHost>(StandardLibraryHost::Purpose::Window, clock, settings);
        m_window = std::make_unique<MainWindow>(MainWindow::Services{host, settings, clock, {}, {}});
        m_window->resize(size);
        QSignalSpy painted(m_window.get(), &MainWindow::firstTreePainted);
        m_window->start({{}, true});
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get(), PULSE_PATIENCE));
        QTRY_VERIFY(!painted.isEmpty());
        const auto *document = m_window->findChild<DocumentArea *>();
        m_window->findChild<QAction *>(u"new-prompt"_s)->trigger();
        QTRY_VERIFY(document->isVisible() && !document->findChildren<QPlainTextEdit *>().isEmpty());
    }

private slots:
    void cleanup()
    {
        m_window.reset();
        for (QTranslator *translator : QCoreApplication::instance()->findChildren<QTranslator *>())
            delete translator;
    }

    // The contexts that lupdate writes down are those that the running program asks with.
    void everythingAskedForIsInTheFiles()
    {
        Recorder recorder;
        QCoreApplication::installTranslator(&recorder);
        open();
        const Texts known = textsOf(QStringLiteral(PULSE_TRANSLATIONS "/pulse_de.ts"));
        int own = 0;
        for (const auto &[context, source] : recorder.asked()) {
            if (!context.startsWith("pulse::"_L1))
                continue;
            ++own;
            QVERIFY2(known.contains({context, source}), qPrintable(context + ": "_L1 + source));
        }
        QVERIFY2(own > 150, qPrintable(QString::number(own)));
        QCoreApplication::removeTranslator(&recorder);
    }

    void menusShareNoMnemonic_data() { languages(); }
    void menusShareNoMnemonic()
    {
        QFETCH(const QLocale, locale);
        installTranslations(*QCoreApplication::instance(), locale);
        open();
        QCOMPARE(sharedMnemonics(m_window->menuBar()->actions()), QStringList());
        const auto menus = m_window->menuBar()->findChildren<QMenu *>();
        QVERIFY(menus.size() >= 6);
        for (const QMenu *menu : menus)
            QCOMPARE(sharedMnemonics(menu->actions()), QStringList());
    }

    void nothingIsCutOff_data() { languages(); }
    void nothingIsCutOff()
    {
        QFETCH(const QLocale, locale);
        installTranslations(*QCoreApplication::instance(), locale);
        open({1280, 800});
        QTRY_COMPARE(cutOff(*m_window), QStringList());
        m_window->resize(1000, 700);
        QTRY_COMPARE(cutOff(*m_window), QStringList());
    }

private:
    void languages()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("English") << QLocale(QLocale::English);
        QTest::newRow("German") << QLocale(QLocale::German);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestTranslatedWindow)
#include "test_translated_window.moc"

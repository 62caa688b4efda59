// SPDX-License-Identifier: Apache-2.0
#include "settings_dialog.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/message_bar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>
#include <QStyle>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString yesNo(bool on)
{
    return on ? u"true"_s : u"false"_s;
}

QFormLayout *group(const QString &title, QVBoxLayout *column, QWidget *parent)
{
    auto *box = new QGroupBox(title, parent);
    auto *form = new QFormLayout(box);
    form->setContentsMargins(groupSpacing, innerSpacing, groupSpacing, innerSpacing);
    form->setSpacing(innerSpacing);
    column->addWidget(box);
    return form;
}

} // namespace

SettingsDialog::SettingsDialog(WindowSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_messages(new MessageBar(this))
    , m_pages(new QTabWidget(this))
    , m_scroll(new QScrollArea)
    , m_general(new QWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    auto *whole = new QVBoxLayout(this);
    whole->setSpacing(innerSpacing + gridUnit);
    whole->addWidget(m_messages);
    auto *column = new QVBoxLayout(m_general);
    column->setSpacing(innerSpacing + gridUnit);
    m_scroll->setWidget(m_general);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_general->setAutoFillBackground(false);
    m_pages->addTab(m_scroll, tr("General"));
    m_pages->setDocumentMode(true);
    m_pages->tabBar()->setAutoHide(true);
    whole->addWidget(m_pages, 1);
    addAppearance(group(tr("Appearance"), column, this));
    addEditor(group(tr("Editor"), column, this));
    addAuthor(group(tr("Publishing"), column, this));
    addTrash(group(tr("Trash"), column, this));
    column->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    whole->addWidget(buttons);
    connect(&m_settings, &WindowSettings::refused, this, [this](const QString &key, const Error &error) {
        m_messages->post(key, MessageBar::Kind::Problem, error.message());
    });
    connect(&m_settings, &WindowSettings::changed, m_messages, &MessageBar::dismiss);
    fit(520);
}

// As high as everything needs at that width, where the screen has room for that; else it is scrolled. Hints that are
// wrapped need more than the usual size says, and would squeeze the fields.
void SettingsDialog::fit(int width)
{
    const QMargins around = layout()->contentsMargins();
    const int inner = width - around.left() - around.right() - style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    m_general->setMinimumHeight(m_general->layout()->totalHeightForWidth(inner));
    const int others = sizeHint().height() - m_pages->sizeHint().height() + m_pages->tabBar()->sizeHint().height();
    const int wanted = m_general->minimumHeight() + others + innerSpacing;
    resize(width, std::min(wanted, screen()->availableSize().height() - 48));
}

void SettingsDialog::addLibraries(QWidget *page)
{
    m_pages->addTab(page, tr("Libraries"));
    fit(std::max(width(), 620));
}

void SettingsDialog::showPage(Page page)
{
    m_pages->setCurrentIndex(std::min(static_cast<int>(page), m_pages->count() - 1));
}

void SettingsDialog::addAppearance(QFormLayout *form)
{
    auto *theme = new QComboBox(this);
    theme->addItem(tr("As the system"), u"system"_s);
    theme->addItem(tr("Light"), u"light"_s);
    theme->addItem(tr("Dark"), u"dark"_s);
    follow(theme, setting::theme, [this, theme] {
        theme->setCurrentIndex(std::max(0, theme->findData(m_settings.values().text(setting::theme))));
    });
    connect(theme, &QComboBox::activated, this,
            [this, theme] { m_settings.set(setting::theme, theme->currentData().toString()); });
    guard(theme, setting::theme);
    form->addRow(tr("&Colours:"), theme);
}

void SettingsDialog::addEditor(QFormLayout *form)
{
    addFont(form);
    auto *tab = new QSpinBox(this);
    tab->setRange(1, 16);
    tab->setSuffix(tr(" columns"));
    follow(tab, setting::editorTabWidth,
           [this, tab] { tab->setValue(static_cast<int>(m_settings.values().integer(setting::editorTabWidth))); });
    connect(tab, &QSpinBox::valueChanged, this,
            [this](int width) { m_settings.set(setting::editorTabWidth, QString::number(width)); });
    guard(tab, setting::editorTabWidth);
    form->addRow(tr("&Tab width:"), tab);

    const auto addCheck = [&](const QString &text, QLatin1StringView key) {
        auto *check = new QCheckBox(text, this);
        follow(check, key, [this, check, key] { check->setChecked(m_settings.values().flag(key)); });
        connect(check, &QCheckBox::clicked, this, [this, key](bool on) { m_settings.set(key, yesNo(on)); });
        guard(check, key);
        form->addRow(QString(), check);
    };
    addCheck(tr("&Wrap long lines"), setting::editorWrap);
    addCheck(tr("Show line &numbers"), setting::editorLineNumbers);
    addCheck(tr("&Scroll the preview with the text"), setting::previewSync);
}

void SettingsDialog::addFont(QFormLayout *form)
{
    auto *ownFont = new QCheckBox(tr("Use the system’s &fixed-width font"), this);
    auto *family = new QFontComboBox(this);
    auto *size = new QSpinBox(this);
    family->setAccessibleName(tr("Font family"));
    size->setRange(6, 48);
    size->setSuffix(tr(" pt"));
    size->setAccessibleName(tr("Font size"));
    auto *row = new QHBoxLayout;
    row->addWidget(family, 1);
    row->addWidget(size);
    const auto store = [this, ownFont, family, size] {
        family->setEnabled(!ownFont->isChecked());
        size->setEnabled(!ownFont->isChecked());
        QFont chosen = family->currentFont();
        chosen.setPointSize(size->value());
        m_settings.set(setting::editorFont, ownFont->isChecked() ? QString() : WindowSettings::fontText(chosen));
    };
    follow(ownFont, setting::editorFont, [this, ownFont, family, size] {
        const QSignalBlocker quietFamily(family);
        const QSignalBlocker quietSize(size);
        const EditorOptions options = m_settings.editorOptions();
        const QFont font = options.hasFont ? options.font : QFontDatabase::systemFont(QFontDatabase::FixedFont);
        ownFont->setChecked(!options.hasFont);
        family->setCurrentFont(font);
        size->setValue(qRound(font.pointSizeF()));
        family->setEnabled(options.hasFont);
        size->setEnabled(options.hasFont);
    });
    connect(ownFont, &QCheckBox::clicked, this, store);
    connect(family, &QFontComboBox::currentFontChanged, this, store);
    connect(size, &QSpinBox::valueChanged, this, store);
    guard(ownFont, setting::editorFont);
    form->addRow(QString(), ownFont);
    form->addRow(tr("Font:"), row);
}

void SettingsDialog::addAuthor(QFormLayout *form)
{
    const auto addLine = [&](const QString &label, const QString &placeholder, const QString &value,
                             QLatin1StringView key) {
        auto *line = new QLineEdit(value, this);
        line->setPlaceholderText(placeholder);
        connect(line, &QLineEdit::editingFinished, this, [this, line, key] {
            if (line->isModified())
                m_settings.set(key, line->text().trimmed());
            line->setModified(false);
        });
        connect(&m_settings, &WindowSettings::changed, line, [this, line, key](const QString &which) {
            if (which == key && !line->isModified())
                line->setText(m_settings.values().text(key));
        });
        guard(line, key);
        form->addRow(label, line);
    };
    const Settings &values = m_settings.values();
    addLine(tr("&Author:"), tr("Name <address>"), values.text(setting::author), setting::author);
    addLine(tr("&Protected labels:"), tr("production, staging"), values.list(setting::protectedLabels).join(u", "_s),
            setting::protectedLabels);
    addHint(form, tr("A protected label moves only after a second question."));
}

void SettingsDialog::addTrash(QFormLayout *form)
{
    auto *days = new QSpinBox(this);
    days->setRange(0, 36500);
    days->setSpecialValueText(tr("never"));
    days->setSuffix(tr(" days"));
    follow(days, setting::trashKeepDays, [this, days] {
        if (!days->hasFocus()) // whoever is at it has the say
            days->setValue(static_cast<int>(m_settings.values().integer(setting::trashKeepDays)));
    });
    connect(days, &QSpinBox::editingFinished, this, [this, days] {
        if (days->value() != m_settings.values().integer(setting::trashKeepDays))
            m_settings.set(setting::trashKeepDays, QString::number(days->value()));
    });
    guard(days, setting::trashKeepDays);
    form->addRow(tr("&Delete for good after:"), days);
    addHint(form, tr("Looked at when a library is opened and once an hour, counted from the removal. What was deleted "
                     "so is gone."));
}

void SettingsDialog::follow(QWidget *control, QLatin1StringView key, const std::function<void()> &show)
{
    const auto showQuietly = [control, show] {
        const QSignalBlocker quiet(control);
        show();
    };
    showQuietly();
    connect(&m_settings, &WindowSettings::changed, control, [this, key, showQuietly](const QString &which) {
        if (which == key && !m_settings.isWaiting(key))
            showQuietly();
    });
}

void SettingsDialog::guard(QWidget *widget, QLatin1StringView key)
{
    if (!m_settings.isFixed(key))
        return;
    widget->setEnabled(false);
    widget->setToolTip(tr("An environment variable decides this."));
}

void SettingsDialog::addHint(QFormLayout *form, const QString &text)
{
    auto *hint = new QLabel(text, this);
    hint->setWordWrap(true);
    hint->setTextFormat(Qt::PlainText);
    hint->setFont(factFont(hint->font()));
    form->addRow(hint);
}

} // namespace pulse::ui

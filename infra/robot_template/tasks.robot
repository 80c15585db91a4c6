*** Settings ***
Documentation       __TITLE__.
...                 Reads as an instruction to a colleague. What each step clicks stands in the page object
...                 (resources/diary_pages.py), what is right stands in resources/units.py.

Library             RPA.Robocorp.WorkItems    autoload=${False}
Library             shared_library.cases.Cases
Library             resources/Documents.py

Suite Teardown      Close Diary


*** Tasks ***
Handle Documents
    [Documentation]    Take one document after the other and register it at its unit.
    For Each Case    assess=Register Document

Try Connection
    [Documentation]    Log in, and nothing else.
    Log In To Diary
    Log    The robot is in the register.    console=${True}


*** Keywords ***
Register Document
    [Documentation]    Read it, choose its unit, register it unless that is done already, and read it back.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Diary
    Begin Phase    ${case}    read
    Read Document    ${case}
    Choose Unit    ${case}
    Begin Phase    ${case}    write
    Register At Unit    ${case}
